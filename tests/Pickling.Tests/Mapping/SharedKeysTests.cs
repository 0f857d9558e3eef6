using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Pickling.Wire;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>
/// Instances and rows whose keys are all the same, some of them, or in another order: typed loads make of them what loads without a
/// type make, however a tape keeps their keys.
/// </summary>
public sealed class SharedKeysTests
{
    private const int Graphs = 60;
    private const int OpcodeRows = 1500;
    private const int ClassSlot = 1000;

    private static readonly string[] Names = ["number", "name", "score", "flag", "next", "items", "table", "unknown"];

    [PickleClass("m", "Row")]
    public sealed class Row
    {
        public object? Number { get; set; }

        public string? Name { get; set; }

        public double? Score { get; set; }

        public bool? Flag { get; set; }

        public Row? Next { get; set; }

        public List<Row>? Items { get; set; }

        public Dictionary<string, object?>? Table { get; set; }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Rows_at_random_are_what_the_graph_holds(int protocol)
    {
        var context = new ReflectionPickleContext(new PickleMapping { DictNaming = PickleNaming.SnakeCase });
        var options = new PickleOptions { Protocol = protocol };
        for (int seed = TestSeed.Value; seed < TestSeed.Value + Graphs; seed++)
        {
            var random = new Random(seed);
            PyList graph = RandomRows(random);
            byte[] pickle = Pickle.Dumps(graph, options);
            var natural = (PyList)Pickle.Loads(pickle)!;

            List<Row> rows = Pickle.Loads<List<Row>>(pickle, context);
            Check(natural, rows, seed);
            Check(natural, Pickle.Load<List<Row>>(new ChoppedStream(pickle, () => random.Next(1, 200)), context), seed);
            Check(natural, await Pickle.LoadAsync<List<Row>>(new ChoppedStream(pickle, () => random.Next(1, 20)), context), seed);
            using PickleDocument document = Pickle.Open(pickle);
            Assert.True(PythonEquality.StructuralEquals(natural, document.Root.GetNatural()), $"seed {seed}");
            Assert.True(PythonEquality.StructuralEquals(natural, Pickle.Loads(Pickle.Dumps(document.Root.GetNatural(), options))), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Rows_of_opcodes_at_random_are_what_the_graph_holds()
    {
        for (int seed = TestSeed.Value; seed < TestSeed.Value + OpcodeRows; seed++)
        {
            var random = new Random(seed);
            byte[] pickle = RandomOpcodes(random);
            if (random.Next(3) == 0)
            {
                pickle = Mutation.Of(pickle, random);
            }

            object? expected = null;
            Exception? graph = Record.Exception(() => expected = Pickle.Loads(pickle));
            object? actual = null;
            Exception? typed = Record.Exception(() => actual = Pickle.Loads<object?>(pickle, PickleContext.BuiltIn));
            object? streamed = null;
            var stream = new ChoppedStream(pickle, () => random.Next(1, 300));
            Exception? other = await Record.ExceptionAsync(async () => streamed = await Pickle.LoadAsync<object?>(stream, PickleContext.BuiltIn));

            string what = $"seed {seed}: {Convert.ToHexString(pickle)}\n{graph}\n{typed}\n{other}";
            Assert.True(typed is null or PickleException && typed?.Message == other?.Message, what);
            Assert.True(graph is not null || typed is null || typed.Message.Contains("second state", StringComparison.Ordinal), what);
            Assert.True(typed is not null || PythonEquality.StructuralEquals(actual, streamed), what);
            Assert.True(graph is not null || typed is not null || PythonEquality.StructuralEquals(expected, actual), what);
        }
    }

    [Fact]
    public void Rows_whose_keys_begin_alike_are_told_apart()
    {
        var names = new PyTuple("id", "name", "size");
        var rows = new PyList();
        for (int i = 0; i < 300; i++)
        {
            var row = new PyDict();
            for (int key = 0; key <= i % 3; key++)
            {
                // The last two change places in half of them.
                row[names[i % 2 == 0 && key > 0 && i % 3 == 2 ? 3 - key : key]] = (long)(i + key);
            }

            rows.Add(row);
        }

        byte[] pickle = Pickle.Dumps(rows);
        List<Dictionary<string, long>> loaded = Pickle.Loads<List<Dictionary<string, long>>>(pickle);

        Assert.Equal(300, loaded.Count);
        for (int i = 0; i < loaded.Count; i++)
        {
            Assert.Equal(((PyDict)rows[i]!).Select(static pair => ((string)pair.Key, (long)pair.Value!)), loaded[i].Select(static pair => (pair.Key, pair.Value)));
        }
    }

    [Fact]
    public void Row_breaks_the_limit_of_the_stack_like_any_dict()
    {
        byte[] pickle = Pickle.Dumps(new PyList(Enumerable.Range(0, 20).Select(static i => (object?)new PyDict(Names.Select(name => KeyValuePair.Create((object)name, (object?)(long)i))))));
        for (int depth = 1; depth < 60; depth++)
        {
            var options = new PickleOptions { Limits = new PickleLimits { StackDepthMax = depth } };

            Exception? graph = Record.Exception(() => Pickle.Loads(pickle, options));
            Exception? typed = Record.Exception(() => Pickle.Loads<List<Dictionary<string, long>>>(pickle, options));

            Assert.Equal(graph?.Message, typed?.Message);
        }
    }

    [Fact]
    public void Row_that_grows_after_it_shared_its_keys_has_keys_of_its_own()
    {
        // [{'a': 0}, {'a': 1}, {'a': 2}], and then more pairs for the last: one, and a batch; the second gets a batch with shared keys.
        byte[] pickle = Convert.FromHexString("80025d7100287d710158010000006171024b00737d71032868024b01757d71042868024b027565680458010000006271054b03732858010000006371064b0458010000006471074b05753068032868054b0668064b0775302e");

        List<Dictionary<string, int>> rows = Pickle.Loads<List<Dictionary<string, int>>>(pickle);

        Assert.Equal("[{'a': 0}, {'a': 1, 'b': 6, 'c': 7}, {'a': 2, 'b': 3, 'c': 4, 'd': 5}]", Pickle.Loads(pickle)!.ToString());
        Assert.Equal(new() { ["a"] = 0 }, rows[0]);
        Assert.Equal(new() { ["a"] = 1, ["b"] = 6, ["c"] = 7 }, rows[1]);
        Assert.Equal(new() { ["a"] = 2, ["b"] = 3, ["c"] = 4, ["d"] = 5 }, rows[2]);
    }

    [Fact]
    public void Key_that_is_there_twice_is_refused_in_the_hundredth_row_as_in_the_first()
    {
        // Keys that are memo reads: 'name': 'name', 'score': None, and 'name' twice.
        byte[] head = Convert.FromHexString("80025d58040000006e616d65710130580500000073636f726571023028");
        byte[] row = Convert.FromHexString("7d286801680168024e75");
        byte[] wrong = Convert.FromHexString("7d28680168016801680175");
        for (int before = 0; before < 100; before += 33)
        {
            byte[] pickle = [.. head, .. Enumerable.Repeat(row, before).SelectMany(static bytes => bytes), .. wrong, .. "e."u8];

            PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<List<SmallRow>>(pickle));

            Assert.Contains("there twice", error.Message, StringComparison.Ordinal);
            Assert.Contains($"[{before}]", error.Message, StringComparison.Ordinal);
        }
    }

    public sealed class SmallRow
    {
        [PickleMember("name")]
        public string? Name { get; set; }

        [PickleMember("score")]
        public double? Score { get; set; }
    }

    // Instances and dicts of a few sets of keys, nested and shared, some grown after they were used.
    private static PyList RandomRows(Random random)
    {
        string[] names = [.. Names.Select(static name => new string(name))];
        string[][] kinds = [.. Enumerable.Range(0, 4).Select(_ => names.Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next()).ToArray())];
        var type = new PyGlobal("m", "Row");
        List<object> made = [];
        var rows = new PyList();
        for (int count = random.Next(1, 40); count > 0; count--)
        {
            rows.Add(RandomRow(0));
        }

        return rows;

        object RandomRow(int depth)
        {
            if (made.Count > 0 && random.Next(8) == 0)
            {
                return made[random.Next(made.Count)];
            }

            var pairs = new PyDict();
            object row = random.Next(3) == 0 ? pairs : new PyObject(type, PyTuple.Empty, PyConstruction.NewObject) { State = pairs };
            foreach (string name in kinds[random.Next(kinds.Length)])
            {
                pairs[random.Next(30) == 0 ? new string(name) : name] = RandomValue(name, depth);
            }

            made.Add(row);
            return row;
        }

        object? RandomValue(string name, int depth) => random.Next(6) == 0 ? null : name switch
        {
            "number" => random.Next(4) switch { 0 => 5L, 1 => random.NextInt64(), 2 => random.Next(70000), _ => -1L },
            "name" => random.Next(2) == 0 ? "shared" : $"name {random.Next(50)}",
            "score" => random.NextDouble(),
            "flag" => random.Next(2) == 0,
            "next" => depth < 3 ? RandomRow(depth + 1) : null,
            "items" => depth < 2 ? new PyList(Enumerable.Range(0, random.Next(4)).Select(_ => (object?)RandomRow(depth + 1))) : new PyList(),
            "table" => new PyDict { ["number"] = 1L, ["x"] = random.Next(2) == 0 ? null : new PyList { "a", 2L } },
            _ => random.Next(2) == 0 ? new PyTuple(1L, "b") : 2.5,
        };
    }

    // Rows as opcodes: keys read from the memo in one form or the other, entries that are written again, values of all kinds.
    private static byte[] RandomOpcodes(Random random)
    {
        List<byte> code = [0x80, 4, (byte)']', (byte)'('];
        code.AddRange([.. "cm\nRow\nr"u8, .. BitConverter.GetBytes(ClassSlot), (byte)'0']);
        int[] slots = [.. Enumerable.Range(0, 6).Select(i => random.Next(3) == 0 ? 300 + i : i)];
        foreach (int slot in slots)
        {
            PutText(slot);
        }

        int[][] kinds = [.. Enumerable.Range(0, 3).Select(_ => slots.OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToArray())];
        int shared = 400;
        for (int rows = random.Next(1, 60); rows > 0; rows--)
        {
            if (random.Next(25) == 0)
            {
                PutText(slots[random.Next(slots.Length)]);
            }

            bool isInstance = random.Next(2) == 0;
            if (isInstance)
            {
                code.AddRange([(byte)'j', .. BitConverter.GetBytes(ClassSlot), (byte)')', 0x81]);
                PutMemo();
            }

            code.Add((byte)'}');
            PutMemo();
            code.Add((byte)'(');
            foreach (int slot in kinds[random.Next(kinds.Length)])
            {
                Get(slot);
                PutValue();
            }

            code.Add((byte)'u');
            if (isInstance && random.Next(20) > 0)
            {
                code.Add((byte)'b');
            }
            else if (isInstance)
            {
                code.Add((byte)'0');
            }
        }

        code.AddRange("e."u8);
        return [.. code];

        void PutMemo()
        {
            switch (random.Next(8))
            {
                case 0:
                    break;
                case 1:
                    code.AddRange([(byte)'q', (byte)random.Next(256)]);
                    break;
                default:
                    code.Add(0x94);
                    break;
            }
        }

        void PutText(int slot)
        {
            code.AddRange([0x8c, 2, (byte)random.Next('a', 'z'), (byte)random.Next('a', 'z')]);
            code.AddRange([(byte)'r', .. BitConverter.GetBytes(slot), (byte)'0']);
        }

        void Get(int slot) => code.AddRange(slot < 256 && random.Next(20) > 0 ? [(byte)'h', (byte)slot] : [(byte)'j', .. BitConverter.GetBytes(slot)]);

        void PutValue()
        {
            switch (random.Next(14))
            {
                case 0 or 1:
                    code.AddRange([(byte)'K', (byte)random.Next(256)]);
                    break;
                case 2:
                    code.AddRange([(byte)'M', (byte)random.Next(256), 7]);
                    break;
                case 3:
                    code.AddRange([(byte)'J', 1, 2, 3, (byte)random.Next(256)]);
                    break;
                case 4:
                    code.AddRange([(byte)'G', .. BitConverter.GetBytes(random.NextInt64())]);
                    break;
                case 5:
                    code.AddRange([0x8c, 3, .. "abc"u8, 0x94]);
                    break;
                case 6:
                    code.AddRange([(byte)'X', 1, 0, 0, 0, (byte)'x', (byte)'q', (byte)random.Next(0, 120)]);
                    break;
                case 7:
                    code.AddRange([0x8c, 0, (byte)'r', .. BitConverter.GetBytes(shared++)]);
                    break;
                case 8 when random.Next(4) == 0:
                    code.AddRange([(byte)']', .. "(K\u0001K\u0002e"u8]);
                    break;
                case 9 when random.Next(4) == 0:
                    code.AddRange([0x8a, 1, 5]);
                    break;
                case 10:
                    Get(slots[random.Next(slots.Length)]);
                    break;
                default:
                    code.Add(random.Next(3) switch { 0 => (byte)'N', 1 => 0x88, _ => 0x89 });
                    break;
            }
        }
    }

    private static void Check(PyList expected, List<Row> actual, int seed)
    {
        var rows = new Dictionary<object, Row>(ReferenceEqualityComparer.Instance);
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < actual.Count; i++)
        {
            CheckRow(expected[i]!, actual[i], $"seed {seed}, row {i}");
        }

        void CheckRow(object from, Row row, string where)
        {
            if (rows.TryGetValue(from, out Row? known))
            {
                Assert.True(ReferenceEquals(known, row), $"{where}: not the same object");
                return;
            }

            rows.Add(from, row);
            var pairs = (PyDict)(from is PyObject instance ? instance.State! : from);
            object? Value(string name) => pairs.TryGetValue(name, out object? value) ? value : null;
            Assert.True(PythonEquality.StructuralEquals(Value("number"), row.Number), where);
            Assert.True(Equals(Value("name"), row.Name) && Equals(Value("score"), row.Score) && Equals(Value("flag"), row.Flag), where);
            Assert.True(Value("table") is null == row.Table is null && (row.Table is null || PythonEquality.StructuralEquals(Value("table"), Pickle.Loads(Pickle.Dumps(row.Table)))), where);
            Assert.Equal(Value("next") is null, row.Next is null);
            if (row.Next is not null)
            {
                CheckRow(Value("next")!, row.Next, where + ".Next");
            }

            var items = (PyList?)Value("items");
            Assert.Equal(items?.Count, row.Items?.Count);
            for (int i = 0; i < (items?.Count ?? 0); i++)
            {
                CheckRow(items![i]!, row.Items![i], $"{where}.Items[{i}]");
            }
        }
    }
}
