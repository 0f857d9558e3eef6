using System.Text;
using Xunit;

namespace Pickling.Cli.Tests;

public class RenameCommandTests
{
    [Theory]
    [InlineData("cshop\nA\n.", "cstore\nA\n.", "--module", "shop=store")]
    [InlineData("cshop.models\nA\n.", "cstore.models\nA\n.", "--module", "shop=store")]
    [InlineData("cshopping\nA\n.", "cshopping\nA\n.", "--module", "shop=store")]
    [InlineData("cshop.models\nA\n.", "cdb\nA\n.", "--module", "shop=store", "--module", "shop.models=db")]
    [InlineData("cshop\nA\n.", "cstore.new\nB\n.", "--class", "shop.A=store.new.B")]
    [InlineData("cshop\nA\n.", "cshop\nB\n.", "--class", "shop:A=shop:B")]
    [InlineData("cshop\nB\n.", "cstore\nB\n.", "--class", "shop.A=other.A", "--module", "shop=store")]
    [InlineData("\x80\x04\x8c\x04shop\x8c\x03O.I\x93.", "\x80\x04\x8c\x01s\x8c\x03P.J\x93.", "--class", "shop.O.I=s.P.J")]
    [InlineData("\x80\x04\x8c\x04shop\x8c\x01I\x93.", "\x80\x04\x8c\x01s\x8c\x03P.J\x93.", "--class", "shop.I=s:P.J")]
    [InlineData("(Vshop\ncshop\nA\nt.", "(Vstore\ncshop\nA\nt.", "--string", "shop=store")]
    [InlineData("Vx\n.", "V\n.", "--string", "x=")]
    public void Names_become_others(string pickle, string expected, params string[] rules)
    {
        var run = ToolRun.Of(Samples.Ascii(pickle), ["rename", "-", .. rules]);
        Assert.Equal((expected, "", 0), (Encoding.Latin1.GetString(run.OutputBytes), run.Error, run.ExitCode));
    }

    [Fact]
    public void Files_change_in_place_and_those_without_the_name_are_not_touched()
    {
        using var folder = new TemporaryFolder();
        var old = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        var changed = folder.Write("changed.pkl", "cshop\nA\n.cshop\nA\n."u8);
        var same = folder.Write("same.pkl", "cother\nA\n."u8);
        var broken = folder.Write("broken.pkl", "cshop\nA\n"u8);
        File.SetLastWriteTimeUtc(same, old);
        var run = ToolRun.Of("rename", changed, broken, same, "--module", "shop=store", "--in-place");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"{changed}: shop.A -> store.A, 2 times\n{same}: nothing to rename\n", run.Output);
        Assert.Equal($"pickle: {broken}: at 8: pickle exhausted before seeing STOP\n", run.Error);
        Assert.Equal("cstore\nA\n.cstore\nA\n."u8, File.ReadAllBytes(changed));
        Assert.Equal("cshop\nA\n"u8, File.ReadAllBytes(broken));
        Assert.Equal(old, File.GetLastWriteTimeUtc(same));
        Assert.Equal(["broken.pkl", "changed.pkl", "same.pkl"], folder.Files);
    }

    [Fact]
    public void Results_go_where_they_are_wanted()
    {
        using var folder = new TemporaryFolder();
        var a = folder.Write("a.pkl", "cshop\nA\n."u8);
        var b = folder.Write("b.pkl", "Vshop\n."u8);
        string[] rules = ["--module", "shop=store", "--string", "shop=text"];
        var report = $"{a}: shop.A -> store.A\n{b}: 'shop' -> 'text'\n";
        Assert.Equal(report, ToolRun.Of(["rename", a, b, "--dry-run", .. rules]).Output);
        Assert.Equal("cshop\nA\n."u8, File.ReadAllBytes(a));
        Assert.Equal(report, ToolRun.Of(["rename", a, b, "--out", folder["all.pkl"], .. rules]).Output);
        Assert.Equal("cstore\nA\n.Vtext\n."u8, File.ReadAllBytes(folder["all.pkl"]));
        Assert.Equal(report, ToolRun.Of(["rename", a, b, "--out-dir", folder["new"], .. rules]).Output);
        Assert.Equal("Vtext\n."u8, File.ReadAllBytes(folder["new/b.pkl"]));
        Assert.Equal("cstore\nA\n.Vtext\n."u8, ToolRun.Of(["rename", a, b, .. rules]).OutputBytes);
    }

    [Theory]
    [InlineData("say what to rename: --module, --class or --string")]
    [InlineData("--module needs OLD=NEW, not 'shop'", "--module", "shop")]
    [InlineData("--module needs OLD=NEW, not 'shop='", "--module", "shop=")]
    [InlineData("--class needs a module and a name with a dot between: 'B' has none", "--class", "shop.A=B")]
    [InlineData("--module says twice what becomes of 'a'", "--module", "a=b", "--module", "a=c")]
    [InlineData("--in-place, --out, --out-dir and --dry-run exclude each other", "--module", "a=b", "--in-place", "--out", "x")]
    [InlineData("standard input cannot be changed in place: use --out", "--module", "a=b", "--in-place")]
    public void Mistakes_of_the_caller_are_one_line_and_exit_code_2(string message, params string[] options)
    {
        var run = ToolRun.Of("N."u8.ToArray(), ["rename", "-", .. options]);
        Assert.Equal((2, "", $"pickle: {message}\n"), (run.ExitCode, run.Output, run.Error));
    }
}
