using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Testing.Execution;

namespace Flink.Streaming.Testing;

/// <summary>Tests operators with one input: push records, watermarks and time, read the output, take a snapshot, restore it, push again.</summary>
/// <typeparam name="TIn">The record type that is pushed.</typeparam>
/// <typeparam name="TOut">The record type of the output.</typeparam>
/// <inheritdoc cref="Harness{TOut}" path="/remarks"/>
public sealed class OperatorHarness<TIn, TOut> : Harness<TOut>
{
    /// <summary>Tests a stream of a program, from the program's only source on: what is pushed takes the place of what the source reads.</summary>
    /// <param name="stream">What is recorded. Other streams of the program do not run. It gets a sink that discards.</param>
    /// <param name="options">Without parallelism, which is the program's.</param>
    /// <exception cref="ArgumentException">The stream has no source, several, or one of another type.</exception>
    public OperatorHarness(DataStream<TOut> stream, HarnessOptions? options = null)
        : this(Programs.PlanOf(stream, options), options)
    {
    }

    /// <summary>Tests one operator of a job graph.</summary>
    /// <param name="node">The operator. What is pushed is dealt out over its subtasks, whatever the graph says.</param>
    /// <param name="options">How to run it.</param>
    public OperatorHarness(OperatorNode node, HarnessOptions? options = null)
        : this(Plan.Of(node ?? throw new ArgumentNullException(nameof(node)), options ?? new HarnessOptions()), options)
    {
    }

    /// <summary>Tests an operator that belongs to no program.</summary>
    /// <param name="factory">Makes it.</param>
    /// <param name="options">How to run it.</param>
    public OperatorHarness(OperatorFactory factory, HarnessOptions? options = null)
        : this(Programs.NodeOf(factory), options)
    {
    }

    internal OperatorHarness(Plan plan, HarnessOptions? options)
        : base(plan, options, typeof(TIn))
    {
    }

    /// <summary>Pushes records without a timestamp.</summary>
    public OperatorHarness<TIn, TOut> Push(params TIn[] records) => PushAt(Timestamp.None, records);

    /// <summary>Pushes records with a timestamp.</summary>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    /// <param name="records">In order; large numbers are cut into batches.</param>
    public OperatorHarness<TIn, TOut> PushAt(long timestamp, params TIn[] records)
    {
        PushRecords(0, timestamp, records);
        return this;
    }

    /// <summary>Event time has advanced.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    public OperatorHarness<TIn, TOut> PushWatermark(long time)
    {
        PushSignal(0, input => input.Process(new Watermark(time)));
        return this;
    }

    /// <summary>The input falls idle or becomes active.</summary>
    public OperatorHarness<TIn, TOut> PushStatus(StreamStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        PushSignal(0, input => input.Process(status));
        return this;
    }

    /// <summary>A latency marker comes by.</summary>
    /// <param name="time">When its source sent it, in milliseconds since the epoch.</param>
    public OperatorHarness<TIn, TOut> PushLatencyMarker(long time)
    {
        PushSignal(0, input => input.Process(new LatencyMarker(time, default, 0)));
        return this;
    }

    /// <summary>The input ends as a source's does: with the last watermark, then the end. What was held back is emitted.</summary>
    /// <exception cref="InvalidOperationException">It has ended before.</exception>
    public OperatorHarness<TIn, TOut> EndInput()
    {
        End(0);
        return this;
    }
}
