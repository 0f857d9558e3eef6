namespace Pickling.Mapping;

/// <summary>What an enum is in Python.</summary>
public enum PickleEnumForm
{
    /// <summary>Its number: an int.</summary>
    Integer,

    /// <summary>Its name: a str; the number when there is no name for it.</summary>
    Name,
}
