using Flink.Streaming.Testing.Execution;

namespace Flink.Streaming.Testing;

/// <summary>Makes harnesses of a piece of a program: <c>OperatorHarness.Of((DataStream&lt;int> numbers) => numbers.Map(n => n + 1))</c>.</summary>
/// <remarks>
/// The piece may be one function or many operators with exchanges between them. With parallelism above 1, pushed records go to
/// the subtasks that the engine would send them to: by key behind <c>KeyBy</c>, dealt out where nothing else is said.
/// </remarks>
public static class OperatorHarness
{
    /// <summary>Tests what a function makes of a stream.</summary>
    /// <param name="program">Gets the stream that is pushed, and gives the one that is recorded.</param>
    /// <param name="options">Parallelism, the snapshot to begin with, ...; null for a single new subtask.</param>
    public static OperatorHarness<TIn, TOut> Of<TIn, TOut>(Func<DataStream<TIn>, DataStream<TOut>> program, HarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new OperatorHarness<TIn, TOut>(Programs.PlanOf(program(Programs.NewEnvironment(options).Input<TIn>("Input"))), options);
    }

    /// <summary>Tests what a function makes of two streams.</summary>
    /// <inheritdoc cref="Of{TIn, TOut}(Func{DataStream{TIn}, DataStream{TOut}}, HarnessOptions?)" path="/param"/>
    public static TwoInputHarness<TFirst, TSecond, TOut> Of<TFirst, TSecond, TOut>(
        Func<DataStream<TFirst>, DataStream<TSecond>, DataStream<TOut>> program, HarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var environment = Programs.NewEnvironment(options);
        var stream = program(environment.Input<TFirst>("First"), environment.Input<TSecond>("Second"));
        return new TwoInputHarness<TFirst, TSecond, TOut>(Programs.PlanOf(stream), options);
    }

    /// <summary>Tests a piece of a program that ends in a sink. Nothing is recorded.</summary>
    /// <param name="program">Gets the stream that is pushed.</param>
    /// <param name="options">Parallelism, the snapshot to begin with, ...; null for a single new subtask.</param>
    public static OperatorHarness<TIn, object> OfSink<TIn>(Func<DataStream<TIn>, StreamSink> program, HarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var environment = Programs.NewEnvironment(options);
        program(environment.Input<TIn>("Input"));
        return new OperatorHarness<TIn, object>(Plan.Of(environment.GetJobGraph(), null), options);
    }
}
