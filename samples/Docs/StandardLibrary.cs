using System.Numerics;
using System.Text.RegularExpressions;
using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/standard-library.md.</summary>
internal static class StandardLibrary
{
    private enum Colour
    {
        Red = 1,
        Green = 2,
    }

    public static void Read()
    {
        // snippet: standard-read
        // python3 -c "import pickle, collections; print(pickle.dumps(collections.deque([1, 2], 5)).hex())"
        byte[] pickle = Convert.FromHexString("80049526000000000000008c0b636f6c6c656374696f6e73948c056465717565949394294b0586945294284b014b02652e");

        List<int> items = Pickle.Loads<List<int>>(pickle);
        Console.WriteLine(string.Join(", ", items)); // 1, 2

        // Without a type asked for, nothing is lost: it is what Python would call.
        object? value = Pickle.Loads(pickle);
        Console.WriteLine(value is PyObject); // True
        Console.WriteLine(PyValue.At<int>(value, 1)); // 2
        // end
    }

    public static void Make()
    {
        // snippet: standard-make
        PyDict order = new()
        {
            ["price"] = PythonLibrary.Decimal("1234567890.12345678901234567890"),
            ["share"] = PythonLibrary.Fraction(1, 3),
            ["recent"] = PythonLibrary.Deque([1, 2], lengthMax: 5),
            ["when"] = PythonLibrary.DateTime(new DateTime(2026, 7, 1, 12, 0, 0), zone: PythonLibrary.ZoneInfo("Europe/Berlin")),
            ["colour"] = PythonLibrary.EnumMember(new PyGlobal("shop.models", "Colour"), 2),
            ["at"] = PythonLibrary.NamedTuple(new PyGlobal("shop.models", "Point"), 3, 4),
        };
        PyDict again = Pickle.Loads<PyDict>(Pickle.Dumps(order));

        Console.WriteLine(again.Get<string>("price")); // 1234567890.12345678901234567890
        Console.WriteLine(again.Get<(BigInteger, BigInteger)>("share")); // (1, 3)
        Console.WriteLine(again.Get<int[]>("recent").Length); // 2
        Console.WriteLine(again.Get<Colour>("colour")); // Green
        Console.WriteLine(again.Get<(int X, int Y)>("at")); // (3, 4)
        // end
    }

    public static void Versions()
    {
        // snippet: standard-versions
        // Python 3.10 writes Fraction('1/3'), 3.11 and later Fraction(1, 3); both read the same.
        Console.WriteLine(PythonLibrary.Fraction(1, 3, python: new Version(3, 10))); // fractions.Fraction('1/3')
        Console.WriteLine(PythonLibrary.Fraction(1, 3)); // fractions.Fraction(1, 3)
        // end
    }

    public static void Refused()
    {
        // snippet: standard-refused
        PyObject exact = PythonLibrary.Decimal("0.12345678901234567890123456789");
        try
        {
            exact.Get<decimal>();
        }
        catch (PickleException error)
        {
            Console.WriteLine(error.Message); // Decimal('0.12345678901234567890123456789') does not fit decimal; ask for string, BigInteger or PyObject
        }

        Console.WriteLine(exact.Get<string>()); // 0.12345678901234567890123456789
        // end
    }

    public static void Exceptions()
    {
        // snippet: standard-exceptions
        // python3 -c "import pickle; print(pickle.dumps(KeyError('id')).hex())"
        byte[] pickle = Convert.FromHexString("80049522000000000000008c086275696c74696e73948c084b65794572726f729493948c02696494859452942e");

        PyExceptionInfo error = Pickle.Loads<PyExceptionInfo>(pickle);
        Console.WriteLine(error.Type); // builtins.KeyError
        Console.WriteLine(error.Message); // 'id'
        // end
    }

    public static void Patterns()
    {
        // snippet: standard-patterns
        PyObject pattern = PythonLibrary.Pattern(@"(?P<year>\d{4})-\d\d\Z");

        Regex regex = pattern.Get<Regex>();
        Console.WriteLine(regex.Match("2026-11").Groups["year"].Value); // 2026
        // end
    }
}
