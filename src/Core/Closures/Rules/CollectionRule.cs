namespace Flink.Core.Closures.Rules;

/// <summary>How a collection of .NET is written as its elements and rebuilt from them.</summary>
/// <param name="phase">When it is filled.</param>
internal abstract class CollectionRule(FillPhase phase)
{
    public FillPhase Phase => phase;

    /// <summary>Whether elements are found by their hash or order, which need them complete.</summary>
    public virtual bool LooksAtElements => phase == FillPhase.Last;

    /// <summary>What compares elements; null where that is their type's default or nothing does.</summary>
    public abstract object? ComparerOf(object collection);

    /// <summary>An empty one to be filled later; null where it is made at once (<see cref="FillPhase.AtOnce"/>).</summary>
    public abstract object? Create(object? comparer);

    public abstract void Write(ClosureWriter writer, object collection);

    /// <summary>Reads the elements into <paramref name="empty"/>, or into a new collection.</summary>
    /// <returns>The collection.</returns>
    public abstract object Fill(ClosureReader reader, object? empty, object? comparer);
}

/// <summary>When a collection gets its elements.</summary>
internal enum FillPhase
{
    /// <summary>Like the fields of an object: the elements need only be there.</summary>
    InOrder,

    /// <summary>When everything else is complete, since elements are hashed or compared.</summary>
    Last,

    /// <summary>It is immutable, so it is made with its elements.</summary>
    AtOnce,
}
