using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Testing;

/// <summary>What an output has emitted, in order. As the next operator may, it spoils each batch that it was lent once it has read it.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>Records are kept as they are, not copied. Not safe for use while the harness runs on another thread.</remarks>
public sealed class RecordedOutput<T> : IInput<T>
{
    private readonly List<OutputElement<T>> _elements = [];

    /// <summary>Everything in the order in which it was emitted: records, watermarks, changes of status, latency markers.</summary>
    public IReadOnlyList<OutputElement<T>> Elements => _elements;

    /// <summary>The records alone.</summary>
    public IReadOnlyList<T> Records => [.. Of(ElementKind.Record).Select(element => element.Value!)];

    /// <summary>The timestamps of the records; <see cref="Timestamp.None"/> for those without one.</summary>
    public IReadOnlyList<long> Timestamps => [.. Of(ElementKind.Record).Select(element => element.Time)];

    /// <summary>The times of the watermarks.</summary>
    public IReadOnlyList<long> Watermarks => [.. Of(ElementKind.Watermark).Select(element => element.Time)];

    /// <summary>What the next operator does to a record that it was lent: called after each record was recorded. Null for nothing.</summary>
    public Action<T>? Downstream { get; set; }

    /// <summary>The records since the last call; everything recorded is forgotten.</summary>
    public IReadOnlyList<T> Take()
    {
        var taken = Records;
        _elements.Clear();
        return taken;
    }

    /// <summary>The elements since the last call; everything recorded is forgotten.</summary>
    public IReadOnlyList<OutputElement<T>> TakeElements()
    {
        OutputElement<T>[] taken = [.. _elements];
        _elements.Clear();
        return taken;
    }

    void IInput<T>.Process(Batch<T> batch)
    {
        if (batch.Count == 0)
        {
            throw new HarnessException("The operator passed on an empty batch. A batch is never empty: see IInput<T>.Process.");
        }

        for (var i = 0; i < batch.Count; i++)
        {
            _elements.Add(new(ElementKind.Record, batch.Records[i], batch.Timestamps[i]));
        }

        if (Downstream is { } change)
        {
            foreach (var record in batch.Records)
            {
                change(record);
            }
        }

        batch.Records.Clear();
        batch.Timestamps.Clear();
    }

    void IInput.Process(Watermark watermark) => _elements.Add(new(ElementKind.Watermark, default, watermark.Time));

    void IInput.Process(StreamStatus status) =>
        _elements.Add(new(status == StreamStatus.Idle ? ElementKind.Idle : ElementKind.Active, default, Timestamp.None));

    void IInput.Process(LatencyMarker marker) => _elements.Add(new(ElementKind.LatencyMarker, default, marker.MarkedTime));

    private IEnumerable<OutputElement<T>> Of(ElementKind kind) => _elements.Where(element => element.Kind == kind);
}
