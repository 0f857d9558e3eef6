namespace Pickling.Mapping;

/// <summary>A class that is told when a load has set all its members: the place to bring old pickles up to date.</summary>
public interface IPickleLoaded
{
    /// <summary>Called once, after the last member; what other objects of a cycle hold may not be complete yet.</summary>
    /// <param name="load">What the pickle held.</param>
    void OnPickleLoaded(PickleLoadInfo load);
}
