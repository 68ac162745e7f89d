using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.EventTime;
using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Functions;
using Flink.Streaming.Graph;

namespace Flink.Streaming;

/// <summary>Where a streaming program begins: makes streams from sources, and executes what was made of them.</summary>
/// <remarks>
/// A program may execute several times; each execution runs what was added since the one before. What runs the job is the
/// launcher's (<c>flink run</c>), else the one that <c>execution.target</c> names, else an embedded cluster in this process.
/// Not safe for concurrent use.
/// </remarks>
public sealed class StreamExecutionEnvironment
{
    private const string DefaultJobName = "Flink Streaming Job";

    private static readonly TimeSpan _onlyFullBuffers = Timeout.InfiniteTimeSpan;

    private readonly IPipelineExecutor? _executor;
    private readonly List<OperatorTransformation> _operators = [];
    private readonly List<(string Name, FilePath Path, bool IsExecutable)> _cachedFiles = [];
    private readonly Dictionary<string, ResourceSpec> _slotResources = new(StringComparer.Ordinal);
    private readonly EventTimeOptions _eventTime = new();

    /// <summary>An environment for a configuration.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="executor">What runs the jobs; null to find it when a job is executed.</param>
    /// <exception cref="FlinkException">The configuration asks for something that is not there yet.</exception>
    public StreamExecutionEnvironment(FlinkConfiguration configuration, IPipelineExecutor? executor = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _executor = executor;
        Configuration = configuration;
        RefuseUnlessStreaming(configuration.Get(ExecutionOptions.RuntimeMode));
    }

    /// <summary>The program's configuration, with what the setters of this environment changed.</summary>
    public FlinkConfiguration Configuration { get; private set; }

    /// <summary>Subtasks of operators that set none.</summary>
    /// <value><c>parallelism.default</c> where it is configured, else the number of processors, as in Flink's local environment.</value>
    public int Parallelism => Configuration.Get(CoreOptions.DefaultParallelism, Environment.ProcessorCount);

    /// <summary>The environment of this program: that of the launcher where there is one, else an embedded one.</summary>
    /// <param name="configuration">Values of the program, which come before those of the launcher; null for none.</param>
    public static StreamExecutionEnvironment GetExecutionEnvironment(FlinkConfiguration? configuration = null) =>
        new(PipelineExecutors.LauncherConfiguration.MergedWith(configuration ?? FlinkConfiguration.Empty));

    /// <summary>An environment whose jobs run in the cluster with this REST endpoint; the program travels there with them.</summary>
    /// <param name="host">Host of the endpoint.</param>
    /// <param name="port">Its port, <c>rest.port</c> of the cluster.</param>
    /// <param name="configuration">Values of the program, such as those of <c>security.ssl.rest</c>; null for none.</param>
    /// <remarks>Needs package Flink.Client. Without a configured parallelism operators get one subtask, as in Apache Flink.</remarks>
    /// <exception cref="FlinkException">Package Flink.Client is not referenced.</exception>
    public static StreamExecutionEnvironment CreateRemoteEnvironment(string host, int port, FlinkConfiguration? configuration = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        var own = configuration ?? FlinkConfiguration.Empty;
        var parallelism = own.Get(CoreOptions.DefaultParallelism, 1);
        return new StreamExecutionEnvironment(
            own.With(RestOptions.Address, host).With(RestOptions.Port, port).With(CoreOptions.DefaultParallelism, parallelism),
            PipelineExecutors.Remote());
    }

    /// <summary>Sets the number of subtasks of operators that are added from now on and set none themselves.</summary>
    public StreamExecutionEnvironment SetParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Configuration = Configuration.With(CoreOptions.DefaultParallelism, parallelism);
        return this;
    }

    /// <summary>Sets the number of key groups of operators that set none themselves: the most subtasks that their state can ever be spread over. 1 to 32,768.</summary>
    public StreamExecutionEnvironment SetMaxParallelism(int maxParallelism)
    {
        KeyGroups.CheckMaxParallelism(maxParallelism);
        Configuration = Configuration.With(PipelineOptions.MaxParallelism, maxParallelism);
        return this;
    }

    /// <summary>Sets how the job treats its input.</summary>
    /// <exception cref="FlinkException">Any mode but streaming.</exception>
    public StreamExecutionEnvironment SetRuntimeMode(RuntimeExecutionMode mode)
    {
        RefuseUnlessStreaming(mode);
        Configuration = Configuration.With(ExecutionOptions.RuntimeMode, mode);
        return this;
    }

    /// <summary>Sets how long a batch that is not full may wait at an exchange while its sender has more to read.</summary>
    /// <param name="timeout">Zero sends at once; <see cref="Timeout.InfiniteTimeSpan"/> only full batches, and whenever the input runs dry.</param>
    public StreamExecutionEnvironment SetBufferTimeout(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != _onlyFullBuffers)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A buffer timeout is zero, positive, or Timeout.InfiniteTimeSpan.");
        }

        Configuration = Configuration.With(ExecutionOptions.BufferTimeoutEnabled, timeout != _onlyFullBuffers);
        if (timeout != _onlyFullBuffers)
        {
            Configuration = Configuration.With(ExecutionOptions.BufferTimeout, timeout);
        }

        return this;
    }

    /// <summary>Takes a checkpoint of the job's state at intervals, from which it starts again after a failure; see docs/checkpoints.md.</summary>
    /// <param name="interval">Time from the start of one checkpoint to the start of the next.</param>
    /// <param name="mode">What a restored state says about each record.</param>
    /// <remarks>
    /// Where they are kept and how often the job starts again is configured (<c>execution.checkpointing.dir</c>,
    /// <c>restart-strategy.type</c>); by default in memory, and without end, with growing pauses.
    /// </remarks>
    public StreamExecutionEnvironment EnableCheckpointing(TimeSpan interval, CheckpointingMode mode = CheckpointingMode.ExactlyOnce)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Configuration = Configuration.With(CheckpointingOptions.Interval, interval).With(CheckpointingOptions.Mode, mode);
        return this;
    }

    /// <summary>Gives every operator a task of its own.</summary>
    public StreamExecutionEnvironment DisableOperatorChaining()
    {
        Configuration = Configuration.With(PipelineOptions.OperatorChaining, false);
        return this;
    }

    /// <summary>The stream of a source's records, with the timestamps that the source gives them and without watermarks.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">What people read, in job graphs after <c>Source: </c>.</param>
    public OperatorStream<T> FromSource<T, TSplit>(Source<T, TSplit> source, string name)
        where TSplit : ISplit => AddSource(source, null, name);

    /// <summary>The stream of a source's records in event time: each split has watermarks of its own, and the stream follows the slowest.</summary>
    /// <param name="source">The source.</param>
    /// <param name="strategy">How records get timestamps and splits watermarks.</param>
    /// <param name="name">What people read, in job graphs after <c>Source: </c>.</param>
    public OperatorStream<T> FromSource<T, TSplit>(Source<T, TSplit> source, WatermarkStrategy<T> strategy, string name)
        where TSplit : ISplit
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return AddSource(source, EventTimeOf(strategy), name);
    }

    /// <summary>Sets the time between two periodic watermarks of the job.</summary>
    /// <param name="interval">Zero for none but the last; <see cref="PipelineOptions.AutoWatermarkInterval"/> where it is not set.</param>
    public StreamExecutionEnvironment SetAutoWatermarkInterval(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.Zero);
        Configuration = Configuration.With(PipelineOptions.AutoWatermarkInterval, interval);
        return this;
    }

    /// <summary>Registers a file or folder that functions of all jobs of this environment find on their machine, by <see cref="RuntimeContext.DistributedCache"/>.</summary>
    /// <param name="path">A local file or folder, which travels with the job as it is when the job is executed; or a URI that every worker can read.</param>
    /// <param name="name">What functions call it.</param>
    /// <param name="executable">Whether the copies may be executed.</param>
    /// <exception cref="ArgumentException">The path is none, or the name is taken.</exception>
    public StreamExecutionEnvironment RegisterCachedFile(string path, string name, bool executable = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var parsed = FilePath.Parse(path);
        if (_cachedFiles.Exists(file => file.Name == name))
        {
            throw new ArgumentException($"There is a cached file '{name}' already.", nameof(name));
        }

        _cachedFiles.Add((name, parsed, executable));
        return this;
    }

    /// <summary>Gives the slots of a group a size, in all jobs of this environment whose operators name the group. Without one in <paramref name="group"/> nothing changes.</summary>
    /// <exception cref="ArgumentException">The group was registered with another size.</exception>
    public StreamExecutionEnvironment RegisterSlotSharingGroup(SlotSharingGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.Resources is { } resources && !_slotResources.TryAdd(group.Name, resources) && _slotResources[group.Name] != resources)
        {
            throw new ArgumentException(
                $"Slot-sharing group '{group.Name}' is registered with {_slotResources[group.Name]}, and cannot have {resources} too. Register it once.", nameof(group));
        }

        return this;
    }

    /// <summary>Executes what was added since the last execution, and waits for its end.</summary>
    /// <param name="jobName">Name of the job; null for <c>pipeline.name</c> or a default.</param>
    /// <param name="cancellation">Cancels the job.</param>
    /// <exception cref="InvalidOperationException">There is nothing to execute, or the program asks for something that cannot be.</exception>
    /// <returns>How it ended. Where the launcher submits jobs detached, at once, with a status that is not final.</returns>
    /// <exception cref="JobExecutionException">The job failed or was cancelled by somebody else.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled; the job has been cancelled.</exception>
    public async Task<JobResult> ExecuteAsync(string? jobName = null, CancellationToken cancellation = default)
    {
        var client = await SubmitAsync(jobName, cancellation).ConfigureAwait(false);
        JobResult result;
        try
        {
            result = await client.GetResultAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await client.CancelAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        // One that has not ended is that of a job which was submitted detached.
        return result.Status is JobStatus.Finished || !result.Status.IsGloballyTerminal() ? result : throw new JobExecutionException(result);
    }

    /// <summary>Starts what was added since the last execution.</summary>
    /// <param name="jobName">Name of the job; null for <c>pipeline.name</c> or a default.</param>
    /// <param name="cancellation">Gives up submitting.</param>
    /// <returns>The job's handle, as soon as it has been accepted.</returns>
    /// <exception cref="InvalidOperationException">There is nothing to execute, or the program asks for something that cannot be.</exception>
    public Task<IJobClient> SubmitAsync(string? jobName = null, CancellationToken cancellation = default) => Submission(jobName)(cancellation);

    /// <summary>The plan of what was added since the last execution as JSON, in Flink's form; the next execution still runs it.</summary>
    /// <exception cref="InvalidOperationException">There is nothing to execute, or the program asks for something that cannot be.</exception>
    public string GetExecutionPlan() => ExecutionPlan.Of(GetJobGraph()).ToJson();

    /// <summary>The job graph of what was added since the last execution; the next execution still runs it.</summary>
    /// <exception cref="InvalidOperationException">There is nothing to execute, or the program asks for something that cannot be.</exception>
    public JobGraph GetJobGraph(string? jobName = null)
    {
        if (_operators.Count == 0)
        {
            throw new InvalidOperationException("There is nothing to execute: no operator was added since the last execution. A stream runs when something reads it, such as a sink.");
        }

        _eventTime.Interval = Configuration.Get(PipelineOptions.AutoWatermarkInterval);
        _eventTime.AllowUnalignedSplits = Configuration.Get(PipelineOptions.WatermarkAlignmentSplits);
        return GraphBuilder.Build(_operators, Settings(), new JobId(Id128.FromBytes(Guid.NewGuid().ToByteArray())), jobName ?? Configuration.Get(PipelineOptions.Name, DefaultJobName));
    }

    /// <summary>Builds the graph now and forgets what it holds; the result submits it.</summary>
    internal Func<CancellationToken, Task<IJobClient>> Submission(string? jobName)
    {
        var graph = GetJobGraph(jobName);
        _operators.Clear();
        var configuration = Configuration;
        return cancellation =>
        {
            var target = configuration.TryGet(ExecutionOptions.Target, out var configured) ? configured : null;
            var executor = _executor ?? PipelineExecutors.Find(target);
            return executor.SubmitAsync(graph, configuration, cancellation);
        };
    }

    internal EventTimeSettings<T> EventTimeOf<T>(WatermarkStrategy<T> strategy) => new(
        strategy,
        TimestampAssigners.Of(strategy),
        _eventTime);

    internal OperatorStream<TOut> Add<TOut>(string name, Transformation input, OperatorFactory factory, bool needsBoundedInput = false) =>
        Add<TOut>(name, [input], factory, needsBoundedInput);

    internal OperatorStream<TOut> Add<TOut>(string name, IReadOnlyList<Transformation> inputs, OperatorFactory factory, bool needsBoundedInput = false)
    {
        var added = new OperatorTransformation(name, inputs, factory, Parallelism) { NeedsBoundedInput = needsBoundedInput };
        _operators.Add(added);
        return new OperatorStream<TOut>(this, added);
    }

    internal StreamSink AddSink(string name, Transformation input, OperatorFactory factory)
    {
        var added = new OperatorTransformation(name, [input], factory, Parallelism);
        _operators.Add(added);
        return new StreamSink(added);
    }

    /// <summary>What people call a stream: the name of the operator that gives it.</summary>
    internal string Describe(Transformation transformation) => transformation switch
    {
        OperatorTransformation one => one.DisplayName,
        PartitionTransformation partition => Describe(partition.Input),
        SideOutputTransformation side => $"{Describe(side.Input)} (side output '{side.Tag.Id}')",
        UnionTransformation union => string.Join(" and ", union.Inputs.Select(Describe).Distinct(StringComparer.Ordinal)),
        _ => transformation.OutputType.Name,
    };

    private OperatorStream<T> AddSource<T, TSplit>(Source<T, TSplit> source, EventTimeSettings<T>? eventTime, string name)
        where TSplit : ISplit
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var factory = new SourceOperatorFactory<T, TSplit>(source, eventTime);
        return new OperatorStream<T>(this, new OperatorTransformation(name, [], factory, Parallelism));
    }

    private static void RefuseUnlessStreaming(RuntimeExecutionMode mode)
    {
        if (mode != RuntimeExecutionMode.Streaming)
        {
            throw new FlinkException(
                $"Runtime mode {mode.ToString().ToUpperInvariant()} is not there yet. Use STREAMING ('{ExecutionOptions.RuntimeMode.Key}'), which runs bounded input too.");
        }
    }

    private GraphSettings Settings()
    {
        var maxParallelism = Configuration.Get(PipelineOptions.MaxParallelism);
        return new GraphSettings(
            maxParallelism > 0 ? maxParallelism : null,
            Configuration.Get(PipelineOptions.OperatorChaining),
            Configuration.Get(ExecutionOptions.BufferTimeoutEnabled) ? Configuration.Get(ExecutionOptions.BufferTimeout) : _onlyFullBuffers,
            Configuration.TryGet(MetricOptions.LatencyInterval, out var latency) ? latency : null,
            Configuration.Contains(CheckpointingOptions.Interval),
            [.. _cachedFiles.Select(static file => CachedFile.Of(file.Name, file.Path, file.IsExecutable))],
            _slotResources);
    }
}
