using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Runtime.Network;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager.Latency;

namespace Flink.Runtime.TaskManager;

/// <summary>The operators of one task, made, fused and connected.</summary>
/// <remarks>On the task's thread only.</remarks>
public sealed class OperatorChain
{
    private readonly JobVertex _vertex;
    private readonly List<Link> _links = [];
    private readonly Func<OperatorNode, Func<OutputTag, IInput>, OperatorContext> _createContext;
    private readonly IReadOnlyList<TaskOutput> _exchanges;
    private readonly TaskLatency? _latency;

    private OperatorChain(
        JobVertex vertex,
        Func<OperatorNode, Func<OutputTag, IInput>, OperatorContext> createContext,
        IReadOnlyList<TaskOutput> exchanges,
        TaskLatency? latency)
    {
        _vertex = vertex;
        _createContext = createContext;
        _exchanges = exchanges;
        _latency = latency;
    }

    /// <summary>The operator at the head.</summary>
    public Operator Head => _links[0].Operator;

    /// <summary>The inputs of the head, as the task feeds them.</summary>
    public IReadOnlyList<IInput> Inputs => _links[0].Inputs;

    /// <summary>The head where it is a source, else null.</summary>
    public ISourceOperator? Source => Head as ISourceOperator;

    /// <summary>Records that each operator emitted, in the order of the chain; fused operators are one.</summary>
    public IReadOnlyList<(string Name, CountingInput Output)> Outputs { get; private set; } = [];

    /// <summary>Makes and connects the operators of a vertex. No user code runs but constructors of user types.</summary>
    /// <param name="vertex">The vertex.</param>
    /// <param name="createContext">Makes the context of an operator, given what finds its side outputs.</param>
    /// <param name="exchanges">Those that begin in this task.</param>
    /// <param name="latency">Is told of latency markers; null where there are none.</param>
    public static OperatorChain Create(
        JobVertex vertex,
        Func<OperatorNode, Func<OutputTag, IInput>, OperatorContext> createContext,
        IReadOnlyList<TaskOutput> exchanges,
        TaskLatency? latency)
    {
        var chain = new OperatorChain(vertex, createContext, exchanges, latency);
        chain.Make();
        chain.Connect();
        return chain;
    }

    /// <summary>Gives every operator its state back and opens it, from the last to the first: a function that emits when it is opened finds its readers open.</summary>
    public void Open(IReadOnlyDictionary<OperatorId, SnapshotShare>? restore)
    {
        for (var i = _links.Count - 1; i >= 0; i--)
        {
            var link = _links[i];
            if (restore is not null)
            {
                link.Operator.Restore(restore[_vertex.Operators[link.First].Id]);
            }

            link.Operator.Open();
        }
    }

    /// <summary>An input of the head has ended.</summary>
    public void EndInput(int input) => Head.EndInput(input);

    /// <summary>Every input of the head has ended: each operator, in the order of the data, emits what it holds back.</summary>
    public void Finish()
    {
        for (var i = 0; i < _links.Count; i++)
        {
            if (i > 0)
            {
                for (var input = 0; input < _links[i].Operator.Inputs.Count; input++)
                {
                    _links[i].Operator.EndInput(input);
                }
            }

            _links[i].Operator.Finish();
        }
    }

    /// <summary>Writes down the state of every operator.</summary>
    internal IReadOnlyList<OperatorPart> Snapshot(long checkpointId)
    {
        var parts = new List<OperatorPart>();
        try
        {
            foreach (var link in _links)
            {
                parts.Add(new OperatorPart(_vertex.Operators[link.First], new OperatorSnapshot(checkpointId)));
                link.Operator.Snapshot(parts[^1].Snapshot);
            }
        }
        catch
        {
            foreach (var part in parts)
            {
                part.Snapshot.Dispose();
            }

            throw;
        }

        return parts;
    }

    /// <summary>Whether an operator that has finished waits for a checkpoint to complete.</summary>
    public bool AwaitsCheckpoint => _links.Exists(static link => link.Operator.AwaitsCheckpoint);

    /// <summary>A checkpoint is complete: every operator is told, in the order of the data.</summary>
    public void NotifyCheckpointComplete(long checkpointId)
    {
        foreach (var link in _links)
        {
            link.Operator.NotifyCheckpointComplete(checkpointId);
        }
    }

    /// <summary>A checkpoint was given up: every operator is told.</summary>
    public void NotifyCheckpointAborted(long checkpointId)
    {
        foreach (var link in _links)
        {
            link.Operator.NotifyCheckpointAborted(checkpointId);
        }
    }

    /// <summary>Closes every operator, also when one of them throws.</summary>
    /// <returns>What they threw.</returns>
    public IReadOnlyList<Exception> Close()
    {
        var failures = new List<Exception>();
        foreach (var link in _links)
        {
            try
            {
                link.Operator.Close();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        return failures;
    }

    private void Make()
    {
        for (var first = 0; first < _vertex.Operators.Count;)
        {
            var length = FusedLength(first);
            var nodes = _vertex.Operators.Skip(first).Take(length).ToArray();
            var contexts = new OperatorContext[length];
            var last = first + length - 1;
            for (var i = 0; i < length; i++)
            {
                var index = first + i;
                contexts[i] = _createContext(nodes[i], tag => SideOutput(index, tag));
            }

            var made = MakeOperator(nodes, contexts);
            _links.Add(new Link(made, InputsOf(made, nodes), first, last, string.Join(" -> ", nodes.Select(node => node.Name))));
            made.Initialize(contexts[0]);
            first += length;
        }
    }

    // Operators that are fused into one see a marker at the same time.
    private IReadOnlyList<IInput> InputsOf(Operator made, OperatorNode[] nodes)
    {
        if (_latency is null || made.Inputs.Count == 0)
        {
            return made.Inputs;
        }

        var latency = _latency.Of([.. nodes.Select(static node => node.Id)]);
        return [.. made.Inputs.Select((input, index) => RecordPlumbing.For(nodes[0].Factory.InputTypes[index]).CreateLatencyInput(input, latency))];
    }

    private static Operator MakeOperator(OperatorNode[] nodes, OperatorContext[] contexts)
    {
        if (nodes[0].Factory is not IFusible { Step: not null })
        {
            return nodes[0].Factory.Create();
        }

        var steps = nodes.Select(node => ((IFusible)node.Factory).Step!).ToArray();
        var fused = FusedRun.Close(steps, nodes[0].Factory.InputTypes[0], nodes[^1].Factory.OutputType ?? typeof(object));
        ((IFusedOperator)fused).SetContexts(contexts);
        return fused;
    }

    // How many operators from this one on are struct functions in a row, with nobody else reading in between.
    private int FusedLength(int first)
    {
        var length = 1;
        while (length < FusedRun.MaxLength
            && first + length < _vertex.Operators.Count
            && IsFusible(first + length - 1) && IsFusible(first + length)
            && HasOnlyReader(first + length - 1, first + length))
        {
            length++;
        }

        return length;
    }

    private bool IsFusible(int index) => _vertex.Operators[index].Factory is IFusible { Step: not null };

    private bool HasOnlyReader(int from, int to) =>
        _vertex.Chain.Count(edge => edge.From == from) == 1
        && _vertex.Chain.Single(edge => edge.From == from) is { Tag: null } only && only.To == to
        && !_exchanges.Any(exchange => exchange.Operator == from);

    private void Connect()
    {
        foreach (var link in _links)
        {
            var type = _vertex.Operators[link.Last].Factory.OutputType ?? typeof(object);
            link.Output = RecordPlumbing.For(type).CreateOutput(Readers(link.Last, null), SideReaders(link));
            link.Operator.Connect((IInput)link.Output);
        }

        Outputs = [.. _links.Select(link => (link.Name, link.Output))];
    }

    private IInput SideOutput(int index, OutputTag tag) =>
        (IInput)RecordPlumbing.For(tag.RecordType).CreateOutput(Readers(index, tag), []);

    private List<IInput> Readers(int from, OutputTag? tag)
    {
        var readers = new List<IInput>();
        foreach (var edge in _vertex.Chain)
        {
            if (edge.From == from && edge.Tag == tag)
            {
                readers.Add(_links.Single(link => link.First == edge.To).Inputs[edge.ToInput]);
            }
        }

        foreach (var exchange in _exchanges)
        {
            if (exchange.Operator == from && exchange.Tag == tag)
            {
                readers.Add((IInput)exchange.Writer);
            }
        }

        return readers;
    }

    // An operator forwards watermarks, idleness and latency markers to its main output only; event time passes its side outputs
    // just the same. What it has emitted to them before was passed on before.
    private List<IInput> SideReaders(Link link)
    {
        var tags = new List<OutputTag>();
        tags.AddRange(_vertex.Chain.Where(edge => edge.From == link.Last).Select(edge => edge.Tag).OfType<OutputTag>());
        tags.AddRange(_exchanges.Where(exchange => exchange.Operator == link.Last).Select(exchange => exchange.Tag).OfType<OutputTag>());
        return [.. tags.Distinct().SelectMany(tag => Readers(link.Last, tag))];
    }

    private sealed class Link(Operator @operator, IReadOnlyList<IInput> inputs, int first, int last, string name)
    {
        public Operator Operator { get; } = @operator;

        public IReadOnlyList<IInput> Inputs { get; } = inputs;

        public int First { get; } = first;

        public int Last { get; } = last;

        public string Name { get; } = name;

        public CountingInput Output { get; set; } = null!;
    }
}
