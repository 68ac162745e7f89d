using Flink.Core.Graph;
using Flink.Core.Partitioning;

namespace Flink.Streaming.Graph;

/// <summary>The operators of a program in the order of the data, and the edges between them.</summary>
internal sealed class Topology
{
    private readonly List<OperatorTransformation> _operators = [];
    private readonly Dictionary<OperatorTransformation, List<Link>> _inputs = [];
    private readonly Dictionary<OperatorTransformation, List<Link>> _outputs = [];

    /// <summary>Everything that the given operators need, directly or not, and they themselves.</summary>
    public Topology(IEnumerable<OperatorTransformation> operators)
    {
        foreach (var one in operators)
        {
            Visit(one);
        }
    }

    /// <summary>Each after those that feed it.</summary>
    public IReadOnlyList<OperatorTransformation> Operators => _operators;

    public IReadOnlyList<Link> InputsOf(OperatorTransformation one) => _inputs[one];

    public IReadOnlyList<Link> OutputsOf(OperatorTransformation one) => _outputs[one];

    private void Visit(OperatorTransformation one)
    {
        if (_inputs.ContainsKey(one))
        {
            return;
        }

        List<Link> links = [];
        _inputs[one] = links;
        _outputs[one] = [];
        for (var i = 0; i < one.Inputs.Count; i++)
        {
            Resolve(one.Inputs[i], one, i, null, links);
        }

        foreach (var link in links)
        {
            _outputs[link.From].Add(link);
        }

        _operators.Add(one);
    }

    // Of several partitionings in a row the last one counts, as in Flink.
    private void Resolve(Transformation input, OperatorTransformation to, int index, Partitioner? partitioner, List<Link> links)
    {
        switch (input)
        {
            case UnionTransformation union:
                foreach (var part in union.Inputs)
                {
                    Resolve(part, to, index, partitioner, links);
                }

                break;
            case PartitionTransformation partition:
                Resolve(partition.Input, to, index, partitioner ?? partition.Partitioner, links);
                break;
            case SideOutputTransformation side:
                Add(side.Input, side.Tag, side.OutputType);
                break;
            case OperatorTransformation from:
                Add(from, null, from.OutputType);
                break;
            default:
                throw new NotSupportedException($"A transformation of type {input.GetType()} is not known.");
        }

        void Add(OperatorTransformation from, OutputTag? tag, Type recordType)
        {
            Visit(from);
            links.Add(new Link(from, to, index, Choose(partitioner, from, to), tag, recordType));
        }
    }

    private static Partitioner Choose(Partitioner? asked, OperatorTransformation from, OperatorTransformation to)
    {
        if (asked is ForwardPartitioner && from.Parallelism != to.Parallelism)
        {
            throw new InvalidOperationException(
                $"Forward needs the same parallelism on both sides, but '{from.DisplayName}' has {from.Parallelism} and '{to.DisplayName}' has {to.Parallelism}. "
                + "Set them equal, or use Rebalance or Rescale.");
        }

        return asked ?? (from.Parallelism == to.Parallelism ? ForwardPartitioner.Instance : RebalancePartitioner.Instance);
    }
}
