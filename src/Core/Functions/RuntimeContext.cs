using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.State;

namespace Flink.Core.Functions;

/// <summary>What a rich function may ask about where it runs.</summary>
/// <remarks>One object a subtask and operator; used on the task's thread only.</remarks>
public abstract class RuntimeContext
{
    /// <summary>Name of the job.</summary>
    public abstract string JobName { get; }

    /// <summary>Name of the operator's vertex and subtask, such as <c>Source -> Map (1/2)</c>.</summary>
    public abstract string TaskName { get; }

    /// <summary>Name of the operator that runs the function, for messages.</summary>
    /// <value><see cref="TaskName"/> where the engine tells no more.</value>
    public virtual string OperatorName => TaskName;

    /// <summary>Index of this subtask, from 0.</summary>
    public abstract int SubtaskIndex { get; }

    /// <summary>Subtasks of the operator.</summary>
    public abstract int Parallelism { get; }

    /// <summary>Key groups of the operator: the most subtasks it can ever have.</summary>
    public abstract int MaxParallelism { get; }

    /// <summary>How often the subtask was started before; 0 the first time.</summary>
    public abstract int Attempt { get; }

    /// <summary>Whether the job takes checkpoints at intervals: what must be seen once is then made visible when one is complete.</summary>
    public virtual bool HasCheckpoints => false;

    /// <summary>The clock of processing time; a test's clock in a test.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>Signalled when the task is to end early. A function that waits should pass it on.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>The files that the job registered with <c>RegisterCachedFile</c>, on this machine.</summary>
    public virtual DistributedCache DistributedCache => DistributedCache.Empty;

    /// <summary>The way of results to the program that executed the job.</summary>
    /// <param name="stream">The program's number of these results, by which it asks for them.</param>
    /// <exception cref="FlinkException">There is none here.</exception>
    public virtual IResultChannel OpenResults(long stream) => throw new FlinkException(
        $"'{OperatorName}' cannot send results to the program from here. Write them to a sink.");

    /// <summary>Adds an accumulator whose merged value is in the job's result.</summary>
    /// <exception cref="ArgumentException">The name is taken by another accumulator of this subtask.</exception>
    public abstract void AddAccumulator(string name, IAccumulator accumulator);

    /// <summary>The keyed states of the operator.</summary>
    /// <exception cref="FlinkException">The stream has no keys.</exception>
    public IKeyedStateStore KeyedStateStore => KeyedStates ?? throw KeyedStateRefused("Keyed state");

    /// <summary>The keyed states of the operator; null on a stream without keys.</summary>
    protected virtual IKeyedStateStore? KeyedStates => null;

    /// <summary>A value for each key; the same object for every descriptor of the same name and types.</summary>
    /// <exception cref="FlinkException">The stream has no keys; or the name is taken by a state of another kind, type or time to live, in this execution or in the state that was restored.</exception>
    public IValueState<T> GetState<T>(ValueStateDescriptor<T> descriptor) => StoreFor(descriptor).GetState(descriptor);

    /// <summary>A list for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    public IListState<T> GetListState<T>(ListStateDescriptor<T> descriptor) => StoreFor(descriptor).GetListState(descriptor);

    /// <summary>A map for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    public IMapState<TMapKey, TValue> GetMapState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
        where TMapKey : notnull => StoreFor(descriptor).GetMapState(descriptor);

    /// <summary>A reduction for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    public IReducingState<T> GetReducingState<T>(ReducingStateDescriptor<T> descriptor) => StoreFor(descriptor).GetReducingState(descriptor);

    /// <summary>An aggregate for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    public IAggregatingState<TIn, TOut> GetAggregatingState<TIn, TAccumulator, TOut>(
        AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) => StoreFor(descriptor).GetAggregatingState(descriptor);

    private IKeyedStateStore StoreFor(StateDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return KeyedStates ?? throw KeyedStateRefused(descriptor.ToString());
    }

    private FlinkException KeyedStateRefused(string what) => new(
        $"{what} of '{OperatorName}': keyed state on a stream without keys. "
        + "Call KeyBy before the function's operator, or keep operator state (ICheckpointedFunction).");
}
