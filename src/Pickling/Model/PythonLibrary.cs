using System.Net;
using System.Numerics;
using Pickling.Model.Standard;

namespace Pickling.Model;

/// <summary>Makes values of Python's standard library, in the very form in which CPython's own pickler writes them.</summary>
/// <remarks>
/// <c>Pickle.Dumps(PythonLibrary.Deque([1, 2], lengthMax: 5))</c> gives the bytes that CPython gives for
/// <c>collections.deque([1, 2], 5)</c>. Where versions of Python differ, <c>python</c> says whose form is wanted; without it,
/// that of the newest, which older ones read wherever they can. The other way, <see cref="PyValue.Get{T}"/> and
/// <c>Pickle.Loads&lt;T&gt;</c> read such values, whatever version wrote them, as .NET types. Every result is new: what Python
/// shares, such as one time zone of many times, is made once and used again.
/// </remarks>
public static class PythonLibrary
{
    /// <summary>Python's <c>...</c>.</summary>
    public static PyGlobal Ellipsis { get; } = StandardClasses.Builtin("Ellipsis");

    /// <summary>Python's <c>NotImplemented</c>.</summary>
    public static PyGlobal NotImplemented { get; } = StandardClasses.Builtin("NotImplemented");

    /// <summary>The type of None, <c>type(None)</c>.</summary>
    public static PyObject NoneType() => TypeOf(null);

    /// <summary>The type of <c>...</c>, <c>type(Ellipsis)</c>.</summary>
    public static PyObject EllipsisType() => TypeOf(Ellipsis);

    /// <summary>The type of NotImplemented, <c>type(NotImplemented)</c>.</summary>
    public static PyObject NotImplementedType() => TypeOf(NotImplemented);

    /// <summary>A <c>complex</c> number.</summary>
    public static PyObject Complex(Complex value) => ComplexForms.Of(value);

    /// <summary>A <c>range(start, stop, step)</c>.</summary>
    /// <exception cref="ArgumentException">The step is 0.</exception>
    public static PyObject Range(BigInteger start, BigInteger stop, BigInteger? step = null) =>
        RangeForms.MakeRange(start, stop, step ?? BigInteger.One);

    /// <summary>A <c>slice(start, stop, step)</c>; each may be null, or any value that Python indexes with.</summary>
    public static PyObject Slice(object? start, object? stop, object? step = null) => RangeForms.MakeSlice(start, stop, step);

    /// <summary>A <c>decimal.Decimal</c> from its text: digits in any number, an exponent, <c>NaN</c>, <c>sNaN</c>, <c>Infinity</c>.</summary>
    /// <param name="text">What Python's <c>str()</c> of the number is, which is kept as it stands.</param>
    /// <param name="python">Whose bytes to write.</param>
    /// <exception cref="ArgumentException">The text is no number.</exception>
    public static PyObject Decimal(string text, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DecimalTexts.Make(text, PythonAge.Of(python));
    }

    /// <summary>A <c>decimal.Decimal</c> of <c>coefficient</c> times ten to the <c>exponent</c>.</summary>
    public static PyObject Decimal(BigInteger coefficient, int exponent, Version? python = null) =>
        DecimalTexts.Make(DecimalTexts.Format(coefficient, exponent), PythonAge.Of(python));

    /// <summary>A <c>fractions.Fraction</c>, in lowest terms.</summary>
    /// <exception cref="ArgumentException">The denominator is 0.</exception>
    public static PyObject Fraction(BigInteger numerator, BigInteger denominator, Version? python = null) =>
        FractionForms.Make(numerator, denominator, PythonAge.Of(python));

    /// <summary>A <c>datetime.date</c>.</summary>
    public static PyObject Date(DateOnly value) => DateTimeForms.Date(value);

    /// <summary>A <c>datetime.time</c>.</summary>
    /// <param name="value">The time, in whole microseconds.</param>
    /// <param name="fold">Whether it is the second of two equal times of a day on which clocks go back.</param>
    /// <param name="zone">Its time zone, made by <see cref="TimeZone"/> or <see cref="ZoneInfo"/>; null when it has none.</param>
    /// <exception cref="ArgumentException">The value has parts of a microsecond.</exception>
    public static PyObject Time(TimeOnly value, bool fold = false, object? zone = null) => ZonedTimes.MakeTime(value, fold, zone);

    /// <summary>A <c>datetime.datetime</c>, of the value's own date and time, whatever its kind.</summary>
    /// <param name="value">The local time, in whole microseconds.</param>
    /// <param name="fold">Whether it is the second of two equal times of a day on which clocks go back; CPython keeps it from protocol 4 on.</param>
    /// <param name="zone">Its time zone, made by <see cref="TimeZone"/> or <see cref="ZoneInfo"/>; null when it has none.</param>
    /// <exception cref="ArgumentException">The value has parts of a microsecond.</exception>
    public static PyObject DateTime(DateTime value, bool fold = false, object? zone = null) => ZonedTimes.MakeDateTime(value, fold, zone);

    /// <summary>A <c>datetime.datetime</c> with the value's offset from UTC as its time zone.</summary>
    /// <exception cref="ArgumentException">The value has parts of a microsecond.</exception>
    public static PyObject DateTime(DateTimeOffset value) => ZonedTimes.MakeDateTime(value.DateTime, fold: false, TimeZone(value.Offset));

    /// <summary>A <c>datetime.timedelta</c>.</summary>
    /// <exception cref="ArgumentException">The value has parts of a microsecond.</exception>
    public static PyObject TimeDelta(TimeSpan value) => TimeDeltaForms.Make(value);

    /// <summary>A <c>datetime.timedelta</c>, up to 999,999,999 days, which no TimeSpan holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is longer than that.</exception>
    public static PyObject TimeDelta(long days, long seconds, long microseconds) => TimeDeltaForms.Make(days, seconds, microseconds);

    /// <summary>A <c>datetime.timezone</c> of a fixed offset, to the microsecond; zero is <c>timezone.utc</c>.</summary>
    /// <exception cref="ArgumentException">The offset has parts of a microsecond, or 24 hours and more.</exception>
    public static PyObject TimeZone(TimeSpan offset, string? name = null) => ZoneForms.MakeFixed(offset, name);

    /// <summary>A <c>zoneinfo.ZoneInfo</c> by its key, such as <c>Europe/Berlin</c>.</summary>
    public static PyObject ZoneInfo(string key, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ZoneForms.MakeNamed(key, PythonAge.Of(python));
    }

    /// <summary>A <c>uuid.UUID</c>.</summary>
    public static PyObject Uuid(Guid value) => UuidForms.Of(value);

    /// <summary>A <c>collections.OrderedDict</c>.</summary>
    public static PyObject OrderedDict(PyDict items, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return MappingForms.MakeOrderedDict(items, PythonAge.Of(python));
    }

    /// <summary>A <c>collections.defaultdict</c>.</summary>
    /// <param name="factory">What makes missing values, such as <c>new PyGlobal("builtins", "list")</c>; null for none.</param>
    /// <param name="items">Its entries.</param>
    /// <param name="python">Whose bytes to write.</param>
    public static PyObject DefaultDict(object? factory, PyDict items, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return MappingForms.MakeDefaultDict(factory, items, PythonAge.Of(python));
    }

    /// <summary>A <c>collections.Counter</c>.</summary>
    public static PyObject Counter(PyDict counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return MappingForms.MakeCounter(counts);
    }

    /// <summary>A <c>collections.ChainMap</c> of these mappings, the first of which is asked first.</summary>
    public static PyObject ChainMap(PyList maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return MappingForms.MakeChainMap(maps);
    }

    /// <summary>A <c>collections.UserDict</c>.</summary>
    public static PyObject UserDict(PyDict items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return MappingForms.MakeUserDict(items);
    }

    /// <summary>A <c>collections.UserList</c>.</summary>
    public static PyObject UserList(PyList items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return SequenceForms.MakeUserList(items);
    }

    /// <summary>A <c>collections.UserString</c>.</summary>
    public static PyObject UserString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ScalarForms.MakeUserString(text);
    }

    /// <summary>An <c>io.BytesIO</c>: bytes in memory, read from a position. Needs protocol 2 or higher, as in Python.</summary>
    public static PyObject BytesIO(byte[] content, long position = 0, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ScalarForms.MakeBytesIO(content, position, PythonAge.Of(python));
    }

    /// <summary>An <c>io.StringIO</c>: text in memory, read from a position. Needs protocol 2 or higher, as in Python.</summary>
    public static PyObject StringIO(string content, long position = 0, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ScalarForms.MakeStringIO(content, "\n", position, PythonAge.Of(python));
    }

    /// <summary>A <c>collections.deque</c>.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="lengthMax">How many it holds at most; null for any number.</param>
    /// <param name="python">Whose bytes to write.</param>
    /// <exception cref="ArgumentException">There are more items than it holds.</exception>
    public static PyObject Deque(PyList items, long? lengthMax = null, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return SequenceForms.MakeDeque(items, lengthMax, PythonAge.Of(python));
    }

    /// <summary>An <c>array.array</c>, as 64-bit Linux and macOS lay it out.</summary>
    /// <param name="typecode">Type of the items: b B h H i I l L q Q for ints, f d for floats, u w for characters.</param>
    /// <param name="items">Ints, floats, or texts of one character.</param>
    /// <param name="python">Whose bytes to write.</param>
    /// <exception cref="ArgumentException">There is no such type, or an item does not fit it.</exception>
    public static PyObject Array(char typecode, PyList items, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return ArrayForms.Make(typecode, items, PythonAge.Of(python));
    }

    /// <summary>A <c>types.SimpleNamespace</c>.</summary>
    public static PyObject SimpleNamespace(PyDict attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return MappingForms.MakeNamespace(attributes);
    }

    /// <summary>A <c>collections.namedtuple</c> or <c>typing.NamedTuple</c>: its class, and its fields in order.</summary>
    public static PyObject NamedTuple(PyGlobal type, params ReadOnlySpan<object?> fields)
    {
        ArgumentNullException.ThrowIfNull(type);
        return SequenceForms.MakeNamedTuple(type, PyTuple.Create(fields));
    }

    /// <summary>A member of an enum by its value; of a flag, the sum of the members.</summary>
    public static PyObject EnumMember(PyGlobal type, object? value)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ScalarForms.MakeEnumMember(type, value);
    }

    /// <summary>An instance of a class, dataclasses included, with its attributes.</summary>
    /// <param name="type">The class.</param>
    /// <param name="attributes">Its <c>__dict__</c>; null or empty for none.</param>
    /// <param name="python">Whose bytes to write.</param>
    public static PyObject Instance(PyGlobal type, PyDict? attributes = null, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        return InstanceForms.Make(type, attributes, PythonAge.Of(python));
    }

    /// <summary>An instance of a class with <c>__slots__</c>, such as a dataclass with slots that is not frozen.</summary>
    /// <param name="type">The class.</param>
    /// <param name="slots">The slots that are set.</param>
    /// <param name="attributes">Its <c>__dict__</c>, if the class has one beside its slots.</param>
    public static PyObject SlotsInstance(PyGlobal type, PyDict slots, PyDict? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(slots);
        return InstanceForms.MakeSlots(type, slots, attributes);
    }

    /// <summary>An instance of a dataclass that is frozen and has slots: the values of all its fields in order.</summary>
    public static PyObject FrozenSlotsInstance(PyGlobal type, PyList values)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(values);
        return InstanceForms.MakeFrozenSlots(type, values);
    }

    /// <summary>An instance of a class that derives from int, float, str, bytes or tuple.</summary>
    /// <param name="type">The class.</param>
    /// <param name="value">The int, float, text, bytes or tuple that it is.</param>
    /// <param name="attributes">What was set on it.</param>
    public static PyObject Subclass(PyGlobal type, object value, PyDict? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(value);
        return InstanceForms.MakeSubclass(type, value, attributes);
    }

    /// <summary>An instance of a class that derives from list.</summary>
    public static PyObject ListSubclass(PyGlobal type, PyList items, PyDict? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(items);
        return SequenceForms.MakeListSubclass(type, items, attributes);
    }

    /// <summary>An instance of a class that derives from dict.</summary>
    public static PyObject DictSubclass(PyGlobal type, PyDict items, PyDict? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(items);
        return MappingForms.MakeSubclass(type, items, attributes);
    }

    /// <summary>An instance of a class that derives from set or frozenset.</summary>
    public static PyObject SetSubclass(PyGlobal type, PyList items, PyDict? attributes = null, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(items);
        return SetForms.MakeSubclass(type, items, attributes, PythonAge.Of(python));
    }

    /// <summary>A <c>pathlib.PurePosixPath</c>; the path is kept as it stands where Python keeps it, from 3.13 on.</summary>
    public static PyObject PurePosixPath(string path, Version? python = null) => Path("PurePosixPath", path, python);

    /// <summary>A <c>pathlib.PosixPath</c>, which only loads on systems with such paths.</summary>
    public static PyObject PosixPath(string path, Version? python = null) => Path("PosixPath", path, python);

    /// <summary>A <c>pathlib.PureWindowsPath</c>; the path is kept as it stands where Python keeps it, from 3.13 on.</summary>
    public static PyObject PureWindowsPath(string path, Version? python = null) => Path("PureWindowsPath", path, python);

    /// <summary>A <c>pathlib.WindowsPath</c>, which only loads on Windows.</summary>
    public static PyObject WindowsPath(string path, Version? python = null) => Path("WindowsPath", path, python);

    /// <summary>A compiled pattern of <c>re</c>.</summary>
    /// <param name="pattern">The pattern in Python's syntax.</param>
    /// <param name="flags">The sum of Python's flags: 2 IGNORECASE, 8 MULTILINE, 16 DOTALL, 64 VERBOSE, 256 ASCII.</param>
    /// <param name="python">Whose bytes to write.</param>
    public static PyObject Pattern(string pattern, int flags = 0, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return PatternForms.Make(pattern, flags, PythonAge.Of(python));
    }

    /// <summary>A compiled pattern of <c>re</c> that matches bytes.</summary>
    /// <param name="pattern">The pattern in Python's syntax.</param>
    /// <param name="flags">The sum of Python's flags.</param>
    public static PyObject Pattern(byte[] pattern, int flags = 0)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return PatternForms.Make(pattern, flags, PythonAge.Newest);
    }

    /// <summary>An <c>ipaddress.IPv4Address</c> or <c>IPv6Address</c>.</summary>
    public static PyObject IPAddress(IPAddress address, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddressForms.MakeAddress(address, PythonAge.Of(python));
    }

    /// <summary>An <c>ipaddress.IPv4Network</c> or <c>IPv6Network</c>.</summary>
    public static PyObject IPNetwork(IPNetwork network, Version? python = null) => AddressForms.MakeNetwork(network, PythonAge.Of(python));

    /// <summary>An <c>ipaddress.IPv4Interface</c> or <c>IPv6Interface</c>: an address in its network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The address has fewer bits than the prefix.</exception>
    public static PyObject IPInterface(IPAddress address, int prefixLength, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddressForms.MakeInterface(address, prefixLength, PythonAge.Of(python));
    }

    /// <summary>A <c>functools.partial</c>.</summary>
    /// <param name="function">What is called, such as <c>new PyGlobal("builtins", "int")</c>.</param>
    /// <param name="arguments">The arguments that are bound.</param>
    /// <param name="keywords">The keyword arguments that are bound.</param>
    /// <param name="python">Whose bytes to write.</param>
    public static PyObject Partial(object function, PyTuple arguments, PyDict? keywords = null, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        return CallableForms.MakePartial(function, arguments, keywords ?? [], null, PythonAge.Of(python));
    }

    /// <summary>An <c>operator.itemgetter</c> of one or more keys.</summary>
    public static PyObject ItemGetter(params ReadOnlySpan<object?> keys) =>
        CallableForms.MakeItemGetter(PyTuple.Create(keys), PythonAge.Newest);

    /// <summary>An <c>operator.attrgetter</c> of one or more names, with dots in them for attributes of attributes.</summary>
    public static PyObject AttributeGetter(params ReadOnlySpan<string> names)
    {
        object?[] all = [.. names];
        return CallableForms.MakeAttributeGetter(PyTuple.Create(all), PythonAge.Newest);
    }

    /// <summary>An <c>operator.methodcaller</c>.</summary>
    public static PyObject MethodCaller(string method, PyTuple? arguments = null, PyDict? keywords = null, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        return CallableForms.MakeMethodCaller(method, arguments ?? PyTuple.Empty, keywords ?? [], PythonAge.Of(python));
    }

    /// <summary>A method bound to an object: <c>instance.name</c>. A function is <c>new PyGlobal(module, name)</c>.</summary>
    public static PyObject BoundMethod(object instance, string name)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(name);
        return CallableForms.MakeBoundMethod(instance, name);
    }

    /// <summary>An exception of the builtins, such as <c>ValueError</c>.</summary>
    /// <param name="type">The name of its class.</param>
    /// <param name="arguments">What it was raised with.</param>
    public static PyObject Exception(string type, params ReadOnlySpan<object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ExceptionForms.Make(StandardClasses.Builtin(type), PyTuple.Create(arguments), null, null, PythonAge.Newest);
    }

    /// <summary>An exception of any class.</summary>
    /// <param name="type">Its class.</param>
    /// <param name="arguments">What it was raised with.</param>
    /// <param name="notes">What <c>add_note</c> added.</param>
    /// <param name="attributes">What was set on it; of an ImportError, <c>name</c> and <c>path</c>.</param>
    /// <param name="python">Whose bytes to write.</param>
    public static PyObject Exception(
        PyGlobal type, PyTuple arguments, IReadOnlyCollection<string>? notes = null, PyDict? attributes = null, Version? python = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(arguments);
        return ExceptionForms.Make(type, arguments, notes, attributes, PythonAge.Of(python));
    }

    private static PyObject TypeOf(object? value) => new(StandardClasses.Builtin("type"), PyTuple.Create(value), PyConstruction.Reduce);

    private static PyObject Path(string type, string path, Version? python)
    {
        ArgumentNullException.ThrowIfNull(path);
        return PathForms.Make(type, path, PythonAge.Of(python));
    }
}
