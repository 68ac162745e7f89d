namespace Flink.Streaming.Testing;

/// <summary>What an element of a recorded output is.</summary>
public enum ElementKind
{
    /// <summary>A record with its timestamp.</summary>
    Record,

    /// <summary>Event time has advanced.</summary>
    Watermark,

    /// <summary>The output fell idle.</summary>
    Idle,

    /// <summary>The output became active again.</summary>
    Active,

    /// <summary>A latency marker passed.</summary>
    LatencyMarker,
}
