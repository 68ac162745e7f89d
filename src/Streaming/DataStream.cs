using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Core.Partitioning;
using Flink.Core.Sinks;
using Flink.Core.State;
using Flink.Streaming.Collecting;
using Flink.Streaming.Functions;
using Flink.Streaming.Graph;
using Flink.Streaming.Operators;
using Flink.Streaming.Partitioning;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming;

/// <summary>A stream of records in a program that is being written. Nothing runs before the environment executes it.</summary>
/// <typeparam name="T">The record type; unmanaged structs are the fast case.</typeparam>
/// <remarks>
/// Functions come in three forms: a delegate that takes the record by value, one that takes it by reference (<c>in</c>,
/// <c>ref</c>), and an implementation of the function's interface, which as a struct is compiled into the loop of its chain. An
/// Functions travel as data: each subtask has a copy of its own of a function object and of what a lambda captured, as it was when
/// the job was submitted; what cannot travel is refused then (docs/functions.md).
/// Not safe for concurrent use.
/// </remarks>
public class DataStream<T>
{
    internal DataStream(StreamExecutionEnvironment environment, Transformation transformation)
    {
        Environment = environment;
        Transformation = transformation;
    }

    /// <summary>The environment that executes the program.</summary>
    public StreamExecutionEnvironment Environment { get; }

    internal Transformation Transformation { get; }

    /// <summary>One result for each record.</summary>
    public OperatorStream<TOut> Map<TOut>(Func<T, TOut> function) =>
        MapBy<TOut>(FunctionSpec.Of(typeof(FuncMap<,,>), function, typeof(T), typeof(TOut)));

    /// <inheritdoc cref="Map{TOut}(Func{T, TOut})"/>
    public OperatorStream<TOut> Map<TOut>(InFunc<T, TOut> function) =>
        MapBy<TOut>(FunctionSpec.Of(typeof(InFuncMap<,,>), function, typeof(T), typeof(TOut)));

    /// <inheritdoc cref="Map{TOut}(Func{T, TOut})"/>
    public OperatorStream<TOut> Map<TOut>(IMapFunction<T, TOut> function) => NeedsState(function)
        ? RunWithState("Map", new MapElement<T, TOut>(function))
        : MapBy<TOut>(FunctionSpec.OfObject(typeof(ObjectMap<,,>), function, typeof(T), typeof(TOut)));

    /// <summary>Changes each record in place: the cheapest map that keeps the type.</summary>
    public OperatorStream<T> Update(RefAction<T> function) =>
        UpdateBy(FunctionSpec.Of(typeof(ActionUpdate<,>), function, typeof(T)));

    /// <inheritdoc cref="Update(RefAction{T})"/>
    public OperatorStream<T> Update(IUpdateFunction<T> function) => NeedsState(function)
        ? RunWithState("Update", new UpdateElement<T>(function))
        : UpdateBy(FunctionSpec.OfObject(typeof(ObjectUpdate<,>), function, typeof(T)));

    /// <summary>Keeps the records for which the function says true.</summary>
    public OperatorStream<T> Filter(Func<T, bool> function) =>
        FilterBy(FunctionSpec.Of(typeof(FuncFilter<,>), function, typeof(T)));

    /// <inheritdoc cref="Filter(Func{T, bool})"/>
    public OperatorStream<T> Filter(InPredicate<T> function) =>
        FilterBy(FunctionSpec.Of(typeof(InPredicateFilter<,>), function, typeof(T)));

    /// <inheritdoc cref="Filter(Func{T, bool})"/>
    public OperatorStream<T> Filter(IFilterFunction<T> function) => NeedsState(function)
        ? RunWithState("Filter", new FilterElement<T>(function))
        : FilterBy(FunctionSpec.OfObject(typeof(ObjectFilter<,>), function, typeof(T)));

    /// <summary>Any number of results for each record. The result type must be written out, since a lambda does not tell it: <c>FlatMap&lt;string&gt;((line, output) => ...)</c>.</summary>
    public OperatorStream<TOut> FlatMap<TOut>(Action<T, Collector<TOut>> function) =>
        FlatMapBy<TOut>(FunctionSpec.Of(typeof(ActionFlatMap<,,>), function, typeof(T), typeof(TOut)));

    /// <inheritdoc cref="FlatMap{TOut}(Action{T, Collector{TOut}})"/>
    public OperatorStream<TOut> FlatMap<TOut>(FlatMapAction<T, TOut> function) =>
        FlatMapBy<TOut>(FunctionSpec.Of(typeof(InActionFlatMap<,,>), function, typeof(T), typeof(TOut)));

    /// <summary>Any number of results for each record.</summary>
    public OperatorStream<TOut> FlatMap<TOut>(IFlatMapFunction<T, TOut> function) => NeedsState(function)
        ? RunWithState("Flat Map", new FlatMapElement<T, TOut>(function))
        : FlatMapBy<TOut>(FunctionSpec.OfObject(typeof(ObjectFlatMap<,,>), function, typeof(T), typeof(TOut)));

    /// <summary>The most general function over single records, with side outputs.</summary>
    public OperatorStream<TOut> Process<TOut>(ProcessFunction<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RunProcess("Process", function);
    }

    /// <summary>This stream and another one as the two inputs of one operator.</summary>
    public ConnectedStreams<T, TOther> Connect<TOther>(DataStream<TOther> other)
    {
        CheckConnectable(other?.Environment, nameof(other));
        return new ConnectedStreams<T, TOther>(this, other!);
    }

    /// <summary>This stream and a broadcast one as the two inputs of one operator.</summary>
    public BroadcastConnectedStream<T, TOther> Connect<TOther>(BroadcastStream<TOther> other)
    {
        CheckConnectable(other?.Stream.Environment, nameof(other));
        return new BroadcastConnectedStream<T, TOther>(this, other!);
    }

    /// <summary>Gives records new timestamps and the stream new watermarks; what it said about event time before is forgotten.</summary>
    /// <param name="strategy">How. Where the source can, prefer <c>FromSource</c> with a strategy: it follows each split by itself.</param>
    /// <exception cref="ArgumentException">The strategy aligns sources, and this is not a source.</exception>
    public OperatorStream<T> AssignTimestampsAndWatermarks(WatermarkStrategy<T> strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        if (strategy.Alignment is { } alignment)
        {
            throw new ArgumentException(
                $"Watermark alignment (group '{alignment.Group}') works in sources only. Give this strategy to FromSource.", nameof(strategy));
        }

        var factory = new ClosedOperatorFactory(
            typeof(TimestampsAndWatermarksOperator<T>), [], typeof(T), typeof(T), Environment.EventTimeOf(strategy));
        return Environment.Add<T>("Timestamps/Watermarks", Transformation, factory);
    }

    /// <summary>Brings the records of each key together: in one subtask, in the order in which each sender sent them.</summary>
    /// <param name="selector">Gives the key: a number, text, an enumeration value, a record, tuple, array or struct of such. Never null.</param>
    /// <exception cref="Core.Types.UnsupportedTypeException">The key type has no equality by value.</exception>
    public KeyedStream<T, TKey> KeyBy<TKey>(Func<T, TKey> selector) =>
        new(this, FunctionSpec.Of(typeof(FuncKeySelector<,,>), selector, typeof(T), typeof(TKey)));

    /// <inheritdoc cref="KeyBy{TKey}(Func{T, TKey})"/>
    public KeyedStream<T, TKey> KeyBy<TKey>(InFunc<T, TKey> selector) =>
        new(this, FunctionSpec.Of(typeof(InFuncKeySelector<,,>), selector, typeof(T), typeof(TKey)));

    /// <inheritdoc cref="KeyBy{TKey}(Func{T, TKey})"/>
    public KeyedStream<T, TKey> KeyBy<TKey>(IKeySelector<T, TKey> selector) =>
        new(this, FunctionSpec.OfObject(typeof(ObjectKeySelector<,,>), selector, typeof(T), typeof(TKey)));

    /// <summary>The records of this stream and of others, in no particular order between them. A stream that occurs twice gives its records twice.</summary>
    public DataStream<T> Union(params DataStream<T>[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        foreach (var other in others)
        {
            ArgumentNullException.ThrowIfNull(other, nameof(others));
            if (other.Environment != Environment)
            {
                throw new ArgumentException("Streams of different environments cannot be united: they are executed apart.", nameof(others));
            }
        }

        return others.Length == 0
            ? this
            : new DataStream<T>(Environment, new UnionTransformation([Transformation, .. others.Select(other => other.Transformation)]));
    }

    /// <summary>Deals the records out evenly over all subtasks of the next operator.</summary>
    public DataStream<T> Rebalance() => PartitionBy(RebalancePartitioner.Instance);

    /// <summary>Deals the records out evenly among the few subtasks of the next operator that are near.</summary>
    public DataStream<T> Rescale() => PartitionBy(RescalePartitioner.Instance);

    /// <summary>Sends each record to a random subtask of the next operator.</summary>
    public DataStream<T> Shuffle() => PartitionBy(ShufflePartitioner.Instance);

    /// <summary>Sends each record to all subtasks of the next operator, a copy to each.</summary>
    public DataStream<T> Broadcast() => PartitionBy(BroadcastPartitioner.Instance);

    /// <summary>A stream whose records every subtask of the operator that it is connected to gets, and keeps in broadcast state.</summary>
    /// <param name="first">Names a broadcast state.</param>
    /// <param name="others">Name further ones.</param>
    public BroadcastStream<T> Broadcast(IBroadcastStateDescriptor first, params IBroadcastStateDescriptor[] others)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(others);
        return new BroadcastStream<T>(Broadcast(), [first, .. others]);
    }

    /// <summary>Sends everything to the first subtask of the next operator.</summary>
    public DataStream<T> Global() => PartitionBy(GlobalPartitioner.Instance);

    /// <summary>Sends records to the subtask of the same index; the next operator must have the same parallelism, which is checked when the graph is built.</summary>
    public DataStream<T> Forward() => PartitionBy(ForwardPartitioner.Instance);

    /// <summary>Sends each record to the subtask that a function chooses by its key.</summary>
    /// <param name="partitioner">Gets the key and the number of subtasks; gives the index of one. Each sending subtask has a copy of its own.</param>
    /// <param name="selector">Gives the key.</param>
    public DataStream<T> PartitionCustom<TKey>(Func<TKey, int, int> partitioner, Func<T, TKey> selector)
    {
        ArgumentNullException.ThrowIfNull(partitioner);
        return PartitionCustom(new FuncPartitioner<TKey>(partitioner), selector);
    }

    /// <inheritdoc cref="PartitionCustom{TKey}(Func{TKey, int, int}, Func{T, TKey})"/>
    public DataStream<T> PartitionCustom<TKey>(IPartitioner<TKey> partitioner, Func<T, TKey> selector)
    {
        ArgumentNullException.ThrowIfNull(partitioner);
        var keys = FunctionSpec.Of(typeof(FuncKeySelector<,,>), selector, typeof(T), typeof(TKey));
        return PartitionBy(new SelectedPartitioner<T>(
            typeof(CustomPartitioner<,,>), [typeof(T), typeof(TKey), keys], keys, partitioner, Environment.Describe(Transformation)));
    }

    /// <summary>Cuts the whole stream into windows. Their operator runs in one subtask.</summary>
    /// <param name="assigner">Says which windows a record belongs to, such as <see cref="TumblingEventTimeWindows"/>.</param>
    public AllWindowedStream<T, TWindow> WindowAll<TWindow>(WindowAssigner<TWindow> assigner)
        where TWindow : struct, IWindow
    {
        ArgumentNullException.ThrowIfNull(assigner);
        _ = assigner.For<T>();
        return new AllWindowedStream<T, TWindow>(this, assigner);
    }

    /// <summary>Cuts the whole stream into windows of a number of records; those that do not fill a window have no result.</summary>
    /// <param name="size">Above 0.</param>
    public AllWindowedStream<T, GlobalWindow> CountWindowAll(long size) =>
        WindowAll(GlobalWindows.Create()).Trigger(PurgingTrigger.Of(CountTrigger.Of(size)));

    /// <summary>Each time that so many records have come, a window of the last records.</summary>
    /// <param name="size">Records of a window at most; above 0.</param>
    /// <param name="slide">Records between results; above 0.</param>
    public AllWindowedStream<T, GlobalWindow> CountWindowAll(long size, long slide) =>
        WindowAll(GlobalWindows.Create()).Evictor(CountEvictor.Of(size)).Trigger(CountTrigger.Of(slide));

    /// <summary>All records of each subtask of a bounded stream as one window, which has results when the input has ended.</summary>
    public PartitionWindow<T> FullWindowPartition() => new(this);

    /// <summary>Ends the stream in a sink.</summary>
    public StreamSink SinkTo(Sink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return Environment.AddSink(SinkNames.Of(sink.GetType()), Transformation, new SinkOperatorFactory<T>(sink));
    }

    /// <summary>Ends the stream in a function that consumes each record.</summary>
    public StreamSink AddSink(Action<T> function) =>
        AddSinkBy(FunctionSpec.Of(typeof(RecordActionSink<,>), function, typeof(T)), SinkNames.Unnamed);

    /// <summary>Ends the stream in a function that consumes each record with its timestamp.</summary>
    public StreamSink AddSink(SinkAction<T> function) =>
        AddSinkBy(FunctionSpec.Of(typeof(ActionSink<,>), function, typeof(T)), SinkNames.Unnamed);

    /// <inheritdoc cref="AddSink(SinkAction{T})"/>
    public StreamSink AddSink(ISinkFunction<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function is ICheckpointedFunction)
        {
            var factory = new ClosedOperatorFactory(typeof(SinkFunctionOperator<T>), [], [typeof(T)], null, function);
            return Environment.AddSink(SinkNames.Of(function.GetType()), Transformation, factory);
        }

        return AddSinkBy(FunctionSpec.OfObject(typeof(ObjectSink<,>), function, typeof(T)), SinkNames.Of(function.GetType()));
    }

    /// <summary>Executes the program with this stream's records as its result. The job starts when the result is enumerated.</summary>
    /// <param name="limit">After so many records the job is cancelled; null for all.</param>
    /// <param name="jobName">Name of the job; null for the configured one.</param>
    /// <returns>The records as they come; the job waits when they are not taken.</returns>
    public CollectedStream<T> ExecuteAndCollectAsync(int? limit = null, string? jobName = null)
    {
        if (limit is { } asked)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(asked, nameof(limit));
        }

        var results = new ResultQueue<T>();
        var number = ResultQueues.Add(results);
        Environment.AddSink("Collect", Transformation, new SinkOperatorFactory<T>(new CollectSink<T>(number))).ForceNonParallel();
        return new CollectedStream<T>(Environment.Submission(jobName), results, number, limit);
    }

    internal DataStream<T> PartitionBy(Partitioner partitioner) =>
        new(Environment, new PartitionTransformation(Transformation, partitioner));

    /// <summary>Whether a function that is an object runs in an operator with state; others are fused with their neighbours.</summary>
    private protected virtual bool NeedsState(object function) => function is ICheckpointedFunction;

    private protected virtual OperatorStream<TOut> RunWithState<TOut>(string name, ElementFunction<T, TOut> function) =>
        RunProcess(name, new ElementProcess<T, TOut>(function));

    private protected virtual OperatorStream<TOut> RunProcess<TOut>(string name, ProcessFunction<T, TOut> function) => Environment.Add<TOut>(
        name, Transformation, new ClosedOperatorFactory(typeof(ProcessOperator<T, TOut>), [], [typeof(T)], typeof(TOut), function));

    private protected void CheckConnectable(StreamExecutionEnvironment? other, string parameter)
    {
        ArgumentNullException.ThrowIfNull(other, parameter);
        if (other != Environment)
        {
            throw new ArgumentException("Streams of different environments cannot be connected: they are executed apart.", parameter);
        }
    }

    private OperatorStream<TOut> MapBy<TOut>(FunctionSpec function) =>
        Fused<TOut>("Map", new FusedStep(typeof(MapStep<,,,>), [typeof(T), typeof(TOut)], function));

    private OperatorStream<T> UpdateBy(FunctionSpec function) =>
        Fused<T>("Update", new FusedStep(typeof(UpdateStep<,,>), [typeof(T)], function));

    private OperatorStream<T> FilterBy(FunctionSpec function) =>
        Fused<T>("Filter", new FusedStep(typeof(FilterStep<,,>), [typeof(T)], function));

    private OperatorStream<TOut> FlatMapBy<TOut>(FunctionSpec function) =>
        Fused<TOut>("Flat Map", new FusedStep(typeof(FlatMapStep<,,,>), [typeof(T), typeof(TOut)], function, MayExpand: true));

    private OperatorStream<TOut> Fused<TOut>(string name, FusedStep step) =>
        Environment.Add<TOut>(name, Transformation, new FusedOperatorFactory(step, typeof(T), typeof(TOut)));

    private StreamSink AddSinkBy(FunctionSpec function, string name) => Environment.AddSink(
        name, Transformation, new FusedOperatorFactory(new FusedStep(typeof(SinkStep<,>), [typeof(T)], function, IsSink: true), typeof(T), null));
}
