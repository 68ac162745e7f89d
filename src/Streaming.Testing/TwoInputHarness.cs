using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Testing.Execution;

namespace Flink.Streaming.Testing;

/// <summary>Tests operators with two inputs.</summary>
/// <typeparam name="TFirst">The record type of the first input.</typeparam>
/// <typeparam name="TSecond">The record type of the second input.</typeparam>
/// <typeparam name="TOut">The record type of the output.</typeparam>
/// <inheritdoc cref="Harness{TOut}" path="/remarks"/>
public sealed class TwoInputHarness<TFirst, TSecond, TOut> : Harness<TOut>
{
    /// <inheritdoc cref="OperatorHarness{TIn, TOut}(DataStream{TOut}, HarnessOptions?)"/>
    /// <remarks>The stream has two sources; the one that it reads first is the first input.</remarks>
    public TwoInputHarness(DataStream<TOut> stream, HarnessOptions? options = null)
        : this(Programs.PlanOf(stream, options), options)
    {
    }

    /// <inheritdoc cref="OperatorHarness{TIn, TOut}(OperatorNode, HarnessOptions?)"/>
    public TwoInputHarness(OperatorNode node, HarnessOptions? options = null)
        : this(Plan.Of(node ?? throw new ArgumentNullException(nameof(node)), options ?? new HarnessOptions()), options)
    {
    }

    /// <inheritdoc cref="OperatorHarness{TIn, TOut}(OperatorFactory, HarnessOptions?)"/>
    public TwoInputHarness(OperatorFactory factory, HarnessOptions? options = null)
        : this(Programs.NodeOf(factory), options)
    {
    }

    internal TwoInputHarness(Plan plan, HarnessOptions? options)
        : base(plan, options, typeof(TFirst), typeof(TSecond))
    {
    }

    /// <summary>Pushes records without a timestamp to the first input.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> PushFirst(params TFirst[] records) => PushFirstAt(Timestamp.None, records);

    /// <summary>Pushes records without a timestamp to the second input.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> PushSecond(params TSecond[] records) => PushSecondAt(Timestamp.None, records);

    /// <summary>Pushes records with a timestamp, in milliseconds since the epoch, to the first input.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> PushFirstAt(long timestamp, params TFirst[] records)
    {
        PushRecords(0, timestamp, records);
        return this;
    }

    /// <summary>Pushes records with a timestamp, in milliseconds since the epoch, to the second input.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> PushSecondAt(long timestamp, params TSecond[] records)
    {
        PushRecords(1, timestamp, records);
        return this;
    }

    /// <summary>Event time of the first input has advanced.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    public TwoInputHarness<TFirst, TSecond, TOut> PushFirstWatermark(long time) => Signal(0, input => input.Process(new Watermark(time)));

    /// <summary>Event time of the second input has advanced.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    public TwoInputHarness<TFirst, TSecond, TOut> PushSecondWatermark(long time) => Signal(1, input => input.Process(new Watermark(time)));

    /// <summary>Event time of both inputs has advanced.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    public TwoInputHarness<TFirst, TSecond, TOut> PushWatermark(long time) => PushFirstWatermark(time).PushSecondWatermark(time);

    /// <summary>The first input falls idle or becomes active.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> PushFirstStatus(StreamStatus status) => Signal(0, input => input.Process(status));

    /// <summary>The second input falls idle or becomes active.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> PushSecondStatus(StreamStatus status) => Signal(1, input => input.Process(status));

    /// <summary>The first input ends, with the last watermark.</summary>
    /// <exception cref="InvalidOperationException">It has ended before.</exception>
    public TwoInputHarness<TFirst, TSecond, TOut> EndFirst()
    {
        End(0);
        return this;
    }

    /// <summary>The second input ends, with the last watermark.</summary>
    /// <exception cref="InvalidOperationException">It has ended before.</exception>
    public TwoInputHarness<TFirst, TSecond, TOut> EndSecond()
    {
        End(1);
        return this;
    }

    /// <summary>Both inputs end as far as they have not, the first one first.</summary>
    public TwoInputHarness<TFirst, TSecond, TOut> EndInput()
    {
        for (var input = 0; input < 2; input++)
        {
            if (!HasEnded(input))
            {
                End(input);
            }
        }

        return this;
    }

    private TwoInputHarness<TFirst, TSecond, TOut> Signal(int input, Action<IInput> signal)
    {
        PushSignal(input, signal);
        return this;
    }
}
