using System.Globalization;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.Records;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Core.Tests.EventTime;

/// <summary>Everything that reaches an output, in its order: records as their text, watermarks as W and their time, and statuses.</summary>
internal sealed class Events : IInput<long>
{
    private readonly List<string> _events = [];

    public void Process(Batch<long> batch)
    {
        foreach (var record in batch.Records)
        {
            _events.Add(record.ToString(CultureInfo.InvariantCulture));
        }

        // As the next operator may.
        batch.Records.Fill(-999);
    }

    public void Process(Watermark watermark) => _events.Add(watermark.Time == long.MaxValue ? "end" : $"W{watermark.Time}");

    public void Process(StreamStatus status) => _events.Add($"{status}");

    public void Process(LatencyMarker marker) => _events.Add("marker");

    /// <summary>What came since the last call.</summary>
    public string Take()
    {
        var text = string.Join(' ', _events);
        _events.Clear();
        return text;
    }
}

internal sealed class ClockContext : RuntimeContext
{
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch);

    public override string JobName => "test";

    public override string TaskName => "Source under test";

    public override int SubtaskIndex => 0;

    public override int Parallelism => 1;

    public override int MaxParallelism => 128;

    public override int Attempt => 0;

    public override TimeProvider Clock => Time;

    public override CancellationToken Cancellation => CancellationToken.None;

    public override void AddAccumulator(string name, IAccumulator accumulator) => throw new NotSupportedException();
}
