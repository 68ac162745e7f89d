using Flink.Core.Records;

namespace Flink.Streaming.Testing;

/// <summary>One thing that an operator emitted. Equal by value, where the record type is.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The record; default for everything else.</param>
/// <param name="Time">
/// The record's timestamp, the watermark's time or the marker's, in milliseconds since the epoch; <see cref="Timestamp.None"/> for
/// a record without one and for a change of status.
/// </param>
public readonly record struct OutputElement<T>(ElementKind Kind, T? Value, long Time)
{
    /// <summary>The element as messages show it: <c>a@5</c>, <c>Watermark(10)</c>, <c>Idle</c>.</summary>
    public override string ToString() => Kind switch
    {
        ElementKind.Record => Time == Timestamp.None ? $"{Value}" : $"{Value}@{Time}",
        ElementKind.Watermark or ElementKind.LatencyMarker => Time == long.MaxValue ? $"{Kind}(Max)" : $"{Kind}({Time})",
        _ => Kind.ToString(),
    };
}
