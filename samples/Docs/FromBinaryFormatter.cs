using System.Formats.Nrbf;
using System.Net.Mail;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/from-binaryformatter.md.</summary>
internal static class FromBinaryFormatter
{
    // snippet: binaryformatter-class
    [PickleClass("payroll", "Employee", PrivateState = true)] // was: [Serializable]
    public sealed class Employee
    {
        private readonly string _name;
        private readonly List<Employee> _reports = [];
        private Employee? _manager;

        [PickleIgnore] // was: [NonSerialized]
        private int _visits;

        public Employee(string name) => _name = name.Length > 0 ? name : throw new ArgumentException("everyone has a name");

        public Employee? Manager => _manager;

        public IReadOnlyList<Employee> Reports => _reports;

        public void Hire(Employee report)
        {
            report._manager = this;
            _reports.Add(report);
        }

        public string Greet() => $"{_name}, visit {++_visits}";
    }
    // end

    // snippet: binaryformatter-evolution
    [PickleClass("payroll", "Contract", FormerNames = ["payroll.legacy.Agreement"])] // was: a SerializationBinder
    public sealed class Contract : IPickleLoaded
    {
        [PickleMember(Required = true)]
        public string Employee { get; set; } = "";

        public int Hours { get; set; } = 40; // was: [OptionalField]

        public string Currency { get; set; } = "";

        public void OnPickleLoaded(PickleLoadInfo load) // was: [OnDeserialized]
        {
            if (load.Missing.Contains("currency"))
            {
                Currency = "EUR";
            }
        }
    }
    // end

    // snippet: binaryformatter-surrogate
    public sealed class MailAddressConverter : PickleConverter<MailAddress> // was: an ISerializationSurrogate
    {
        public override MailAddress Read(ref PickleValueReader reader) => new(reader.GetString());

        public override void Write(PickleValueWriter writer, MailAddress value) => writer.WriteString(value.Address);
    }
    // end

    public static void Graph()
    {
        // snippet: binaryformatter-graph
        var ann = new Employee("Ann");
        ann.Hire(new Employee("Bob"));
        using MemoryStream stream = new();

        Pickle.Dump(ann, stream); // was: new BinaryFormatter().Serialize(stream, ann)

        stream.Position = 0;
        Employee loaded = Pickle.Load<Employee>(stream); // was: (Employee)new BinaryFormatter().Deserialize(stream)
        Console.WriteLine(loaded.Reports[0].Greet()); // Bob, visit 1
        Console.WriteLine(ReferenceEquals(loaded, loaded.Reports[0].Manager)); // True
        // end
    }

    public static void Evolution()
    {
        // snippet: binaryformatter-evolution-use
        // What the program wrote years ago: another class name, no currency.
        PyObject old = PythonLibrary.Instance(new PyGlobal("payroll.legacy", "Agreement"), new PyDict { ["employee"] = "Ann", ["hours"] = 20 });

        Contract contract = Pickle.Loads<Contract>(Pickle.Dumps(old));
        Console.WriteLine($"{contract.Employee} {contract.Hours} {contract.Currency}"); // Ann 20 EUR
        // end
    }

    public static void Surrogate()
    {
        // snippet: binaryformatter-surrogate-use
        var context = new ReflectionPickleContext(new PickleMapping { Converters = [new MailAddressConverter()] });
        byte[] pickle = Pickle.Dumps(new[] { new MailAddress("ann@example.org") }, context);
        Console.WriteLine(Pickle.Loads<MailAddress[]>(pickle, context)[0].Host); // example.org
        // end
    }

    public static void OldData()
    {
        // snippet: binaryformatter-data
        // [Serializable] class Employee { string _name; int _salary; } in the assembly Payroll, as BinaryFormatter wrote it.
        byte[] payload = Convert.FromBase64String(
            "AAEAAAD/////AQAAAAAAAAAMAgAAAD5QYXlyb2xsLCBWZXJzaW9uPTEuMC4wLjAsIEN1bHR1cmU9bmV1dHJhbCwgUHVibGljS2V5VG9rZW49" +
            "bnVsbAUBAAAACEVtcGxveWVlAgAAAAVfbmFtZQdfc2FsYXJ5AQAIAgAAAAYDAAAAA0FubvQBAAAL");

        ClassRecord record = NrbfDecoder.DecodeClassRecord(new MemoryStream(payload));
        byte[] pickle = Pickle.Dumps(new { Name = record.GetString("_name"), Salary = record.GetInt32("_salary") });
        Console.WriteLine(Pickle.Loads(pickle)); // {'Name': 'Ann', 'Salary': 500}
        // end
    }
}
