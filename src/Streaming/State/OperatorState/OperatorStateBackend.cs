using System.Buffers;
using Flink.Core;
using Flink.Core.Operators;
using Flink.Core.State;

namespace Flink.Streaming.State.OperatorState;

/// <summary>The states of an operator's subtask that belong to no key.</summary>
/// <remarks>What was restored under a name that nobody asks for is kept as it is and written down again.</remarks>
internal sealed class OperatorStateBackend(OperatorContext context) : IOperatorStateStore
{
    private const string Prefix = "operator-state/";
    private const string SplitList = "operator ListState";
    private const string UnionList = "union ListState";
    private const string Broadcast = "BroadcastState";

    // Sorted, so that snapshots of the same state are the same.
    private readonly SortedDictionary<string, Registered> _states = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Stored> _stored = new(StringComparer.Ordinal);

    /// <summary>Whether there was a snapshot to restore from, even an empty one.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>Takes over what earlier subtasks wrote.</summary>
    public void Restore(StateReader state)
    {
        IsRestored = true;
        foreach (var name in state.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var schema = state.ReadSchema(name).ToArray();
            var all = StateSchema.FromBytes(schema).Kind == SplitList ? [] : Copies(state.UnionEntries(name));
            _stored.Add(name[Prefix.Length..], new Stored(schema, Copies(state.OperatorEntries(name)), all));
        }
    }

    /// <summary>Writes everything down, also what nobody has asked for since it was restored.</summary>
    public void Snapshot(StateWriter state)
    {
        foreach (var (name, registered) in _states)
        {
            WriteSchema(state, name, registered.Schema, registered.Schema.ToBytes());
            registered.State.Snapshot(state, Prefix + name);
        }

        foreach (var (name, stored) in _stored)
        {
            WriteSchema(state, name, StateSchema.FromBytes(stored.Schema), stored.Schema);
            foreach (var entry in stored.EntriesToWriteAgain(context))
            {
                state.BeginOperatorEntry(Prefix + name).Write(entry);
            }
        }
    }

    /// <inheritdoc/>
    public IListState<T> GetListState<T>(ListStateDescriptor<T> descriptor) => ListState(descriptor, SplitList);

    /// <inheritdoc/>
    public IListState<T> GetUnionListState<T>(ListStateDescriptor<T> descriptor) => ListState(descriptor, UnionList);

    /// <inheritdoc/>
    public IBroadcastState<TMapKey, TValue> GetBroadcastState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
        where TMapKey : notnull
    {
        if (Find(descriptor, Broadcast) is { } known)
        {
            return (IBroadcastState<TMapKey, TValue>)known;
        }

        var state = new BroadcastState<TMapKey, TValue>(new StateTypes(descriptor, context.OperatorName));
        Add(descriptor, Broadcast, state);
        return state;
    }

    /// <summary>Whether broadcast state of the descriptor's name is there.</summary>
    public bool HasBroadcastState(StateDescriptor descriptor) =>
        _states.TryGetValue(descriptor.Name, out var registered) && registered.Schema.Kind == Broadcast;

    private static List<byte[]> Copies(IEnumerable<ReadOnlyMemory<byte>> entries) => [.. entries.Select(entry => entry.ToArray())];

    private static void WriteSchema(StateWriter state, string name, StateSchema schema, byte[] bytes)
    {
        state.WriteSchema(Prefix + name, bytes);
        if (schema.Kind == UnionList)
        {
            state.DeclareUnion(Prefix + name);
        }
    }

    private IListState<T> ListState<T>(ListStateDescriptor<T> descriptor, string kind)
    {
        if (Find(descriptor, kind) is { } known)
        {
            return (IListState<T>)known;
        }

        var state = new OperatorListState<T>(new StateTypes(descriptor, context.OperatorName));
        Add(descriptor, kind, state);
        return state;
    }

    private IOperatorState? Find(StateDescriptor descriptor, string kind)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (descriptor.Ttl is not null)
        {
            throw new FlinkException(
                $"{descriptor} of '{context.OperatorName}' has a time to live, which operator state does not have. Use keyed state, or a descriptor without it.");
        }

        if (!_states.TryGetValue(descriptor.Name, out var registered))
        {
            return null;
        }

        StateSchema.Of(descriptor, kind).CheckRegisteredAs(registered.Schema, descriptor.Name, context.OperatorName);
        return registered.State;
    }

    private void Add(StateDescriptor descriptor, string kind, IOperatorState state)
    {
        var schema = StateSchema.Of(descriptor, kind);
        if (_stored.TryGetValue(descriptor.Name, out var stored))
        {
            var written = StateSchema.FromBytes(stored.Schema);
            schema.CheckRestoredFrom(written, descriptor.Name, context.OperatorName);
            var entries = kind switch
            {
                SplitList => stored.Share,
                UnionList => stored.All,
                _ => stored.OneCopy(context),
            };
            state.Restore(entries, new StateTypes(descriptor, context.OperatorName, written));
            _stored.Remove(descriptor.Name);
        }

        _states.Add(descriptor.Name, new Registered(schema, state));
    }

    private sealed record Registered(StateSchema Schema, IOperatorState State);

    private sealed record Stored(byte[] Schema, List<byte[]> Share, List<byte[]> All)
    {
        /// <summary>A copy of broadcast state: all are equal, so that of the same subtask, or in turn where there are more subtasks than before.</summary>
        public List<byte[]> OneCopy(OperatorContext context) => All.Count == 0 ? [] : [All[context.SubtaskIndex % All.Count]];

        // A copy that every subtask has to write; of lists only the own share, else a union would multiply.
        public List<byte[]> EntriesToWriteAgain(OperatorContext context) =>
            StateSchema.FromBytes(Schema).Kind == Broadcast ? OneCopy(context) : Share;
    }
}
