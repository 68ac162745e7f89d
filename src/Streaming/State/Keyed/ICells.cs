namespace Flink.Streaming.State.Keyed;

/// <summary>The values of a state, one for each key, seen through the current key. A struct, so that it is compiled into the state's object.</summary>
internal interface ICells<T>
{
    /// <summary>The place of the value for reading only; a null reference when there is none.</summary>
    ref readonly T Find();

    /// <summary>The place of the value for writing, made if there is none.</summary>
    ref T GetOrAdd(out bool isNew);

    /// <summary>Forgets the value.</summary>
    void Remove();
}
