using Flink.Core.Functions;

namespace Flink.Streaming.Operators;

/// <summary>A partial reduction on its way to its key's subtask. The key travels along, since a reduction need not keep it.</summary>
/// <param name="Key">The key of the records that were reduced.</param>
/// <param name="Value">Their reduction.</param>
internal readonly record struct Keyed<TKey, T>(TKey Key, T Value);

/// <summary>The key of a partial reduction.</summary>
internal readonly struct KeyedSelector<TKey, T> : IKeySelector<Keyed<TKey, T>, TKey>
{
    public TKey GetKey(in Keyed<TKey, T> record) => record.Key;
}
