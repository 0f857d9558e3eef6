namespace Pickling.Mapping;

/// <summary>A class that is told before a dump reads its members.</summary>
public interface IPickleDumping
{
    /// <summary>Called before the first member is written.</summary>
    void OnPickleDumping();
}
