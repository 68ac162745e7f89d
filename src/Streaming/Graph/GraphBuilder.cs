using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Operators;

namespace Flink.Streaming.Graph;

/// <summary>Turns a program's operators into a job graph: checks them, gives ids, and puts those that can share a task into one vertex.</summary>
internal sealed class GraphBuilder
{
    private readonly Topology _topology;
    private readonly GraphSettings _settings;
    private readonly Dictionary<OperatorTransformation, OperatorId> _ids;
    private readonly SlotGroups _groups;
    private readonly Dictionary<OperatorTransformation, OperatorTransformation> _heads = [];
    private readonly Dictionary<OperatorTransformation, OperatorTransformation?> _unbounded = [];

    private GraphBuilder(IEnumerable<OperatorTransformation> operators, GraphSettings settings)
    {
        _settings = settings;
        _topology = new Topology(operators);
        _ids = OperatorIds.Of(_topology);
        _groups = new SlotGroups(_topology, settings.SlotResources);
    }

    /// <summary>The job graph of a program.</summary>
    /// <exception cref="InvalidOperationException">The program asks for something that cannot be; the message says what.</exception>
    /// <exception cref="FlinkException">Checkpoints are to be taken, and an operator keeps what cannot be serialized.</exception>
    public static JobGraph Build(IEnumerable<OperatorTransformation> operators, GraphSettings settings, JobId id, string name) =>
        new GraphBuilder(operators, settings).Build(id, name);

    private JobGraph Build(JobId id, string name)
    {
        foreach (var one in _topology.Operators)
        {
            CheckParallelism(one);
            CheckBoundedness(one);
            CheckKept(one);
        }

        foreach (var one in _topology.Operators)
        {
            var inputs = _topology.InputsOf(one);
            _heads[one] = inputs is [var only] && CanChain(only) ? _heads[only.From] : one;
        }

        var chains = _topology.Operators.GroupBy(one => _heads[one]).ToDictionary(chain => chain.Key, chain => chain.ToList());
        return new JobGraph
        {
            Id = id,
            Name = name,
            Vertices = [.. _topology.Operators.Where(chains.ContainsKey).Select(head => VertexOf(head, chains[head]))],
            Edges = [.. _topology.Operators.SelectMany(_topology.InputsOf).Where(link => !IsChained(link)).Select(link => EdgeOf(link, chains))],
            SlotResources = _groups.Resources,
            BufferTimeout = _settings.BufferTimeout,
            LatencyInterval = _settings.LatencyInterval,
            CachedFiles = _settings.CachedFiles,
        };
    }

    private bool IsChained(Link link) => _heads[link.From] == _heads[link.To];

    // Flink's rule (StreamingJobGraphGenerator.isChainable).
    private bool CanChain(Link link) =>
        _settings.IsChainingEnabled
        && link.Partitioner is ForwardPartitioner
        && link.From.Chaining != ChainingStrategy.Never
        && link.To.Chaining == ChainingStrategy.Always
        && link.From.Parallelism == link.To.Parallelism
        && MaxParallelismOf(link.From) == MaxParallelismOf(link.To)
        && string.Equals(_groups.Of(link.From), _groups.Of(link.To), StringComparison.Ordinal);

    private JobVertex VertexOf(OperatorTransformation head, List<OperatorTransformation> chain)
    {
        List<ChainEdge> edges = [];
        foreach (var link in chain.SelectMany(_topology.InputsOf).Where(IsChained))
        {
            edges.Add(new ChainEdge(chain.IndexOf(link.From), chain.IndexOf(link.To), link.Input, link.Tag));
        }

        return new JobVertex
        {
            Name = ChainName(head),
            Operators = [.. chain.Select(NodeOf)],
            Chain = edges,
            Parallelism = head.Parallelism,
            MaxParallelism = MaxParallelismOf(head),
            SlotSharingGroup = _groups.Of(head),
            CoLocationGroups = [.. chain.Select(static one => one.CoLocationGroup).OfType<string>().Distinct(StringComparer.Ordinal)],
        };
    }

    private OperatorNode NodeOf(OperatorTransformation one) =>
        new() { Id = _ids[one], Uid = one.EffectiveUid, Name = one.DisplayName, Factory = one.Factory };

    private JobEdge EdgeOf(Link link, Dictionary<OperatorTransformation, List<OperatorTransformation>> chains)
    {
        var source = _heads[link.From];
        return new JobEdge
        {
            Source = new VertexId(_ids[source].Value),
            SourceOperator = chains[source].IndexOf(link.From),
            Tag = link.Tag,
            Target = new VertexId(_ids[link.To].Value),
            TargetInput = link.Input,
            Partitioner = link.Partitioner,
            RecordType = link.RecordType,
        };
    }

    private string ChainName(OperatorTransformation one)
    {
        var next = _topology.OutputsOf(one).Where(IsChained).Select(link => ChainName(link.To)).ToList();
        return next.Count switch
        {
            0 => one.DisplayName,
            1 => $"{one.DisplayName} -> {next[0]}",
            _ => $"{one.DisplayName} -> ({string.Join(", ", next)})",
        };
    }

    private int MaxParallelismOf(OperatorTransformation one) =>
        one.Follows is { } followed
            ? MaxParallelismOf(followed)
            : one.MaxParallelism ?? _settings.MaxParallelism ?? KeyGroups.DefaultMaxParallelism(one.Parallelism);

    private void CheckParallelism(OperatorTransformation one)
    {
        var maximum = MaxParallelismOf(one);
        if (one.Parallelism > maximum)
        {
            throw new InvalidOperationException(
                $"'{one.DisplayName}' has parallelism {one.Parallelism} but only {maximum} key groups. Lower its parallelism or raise its max parallelism.");
        }
    }

    private void CheckBoundedness(OperatorTransformation one)
    {
        var unbounded = one.Factory is SourceOperatorFactory { Boundedness: Boundedness.ContinuousUnbounded }
            ? one
            : _topology.InputsOf(one).Select(link => _unbounded[link.From]).FirstOrDefault(source => source is not null);
        _unbounded[one] = unbounded;
        if (one.NeedsBoundedInput && unbounded is not null)
        {
            throw new InvalidOperationException(
                $"'{one.DisplayName}' has a result when its input ends, but '{unbounded.DisplayName}' never does. "
                + "Read a bounded source, or use a rolling aggregation instead of FullWindowPartition.");
        }
    }

    private void CheckKept(OperatorTransformation one)
    {
        if (_settings.TakesCheckpoints && one.Factory is ClosedOperatorFactory { Keeps: var kept })
        {
            foreach (var type in kept)
            {
                type.Check(one.DisplayName);
            }
        }
    }
}
