namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>How a kind of collection is taken apart and built again by adding.</summary>
internal interface ICollectionShape<TCollection, T>
{
    /// <summary>Whether a byte before the elements says what else belongs to the collection, as its comparer.</summary>
    static virtual bool HasDetail => false;

    static virtual bool IsNull(TCollection value) => value is null;

    /// <summary>Refuses a value that would come back as something else.</summary>
    /// <exception cref="FlinkException">The value is of another class.</exception>
    static virtual void Check(TCollection value) => ObjectGuard.RefuseOtherClass(value);

    /// <summary>The byte before the elements.</summary>
    /// <exception cref="FlinkException">The comparer is not one that is known everywhere.</exception>
    static virtual byte DetailOf(TCollection value) => 0;

    static abstract int Count(TCollection value);

    /// <summary>The elements in the order in which they must be added.</summary>
    static virtual IEnumerable<T> Elements(TCollection value) => (IEnumerable<T>)value!;

    /// <summary>
    /// A collection of the elements, which it may keep the array of; null when they or the detail cannot be: a key is null, or
    /// occurs twice.
    /// </summary>
    static abstract TCollection? Build(T[] elements, byte detail);
}
