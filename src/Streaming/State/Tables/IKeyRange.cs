namespace Flink.Streaming.State.Tables;

/// <summary>The keys that a table addresses directly, as an example for others that will hold much the same keys.</summary>
internal interface IKeyRange
{
    /// <summary>Whether direct addressing pays there: enough keys of the range occur.</summary>
    bool IsDense { get; }

    /// <summary>Whether keys with a number are addressed directly.</summary>
    bool Covers(ulong ordinal);
}
