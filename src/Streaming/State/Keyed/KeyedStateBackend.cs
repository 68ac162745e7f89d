using System.Buffers;
using Flink.Core;
using Flink.Core.Operators;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State.Keyed;

/// <summary>The keyed states of one operator's subtask.</summary>
/// <param name="context">The operator's context.</param>
/// <param name="prefix">What the names of these states begin with in snapshots.</param>
/// <remarks>What was restored under a name that nobody asks for is kept as it is and written down again, as in Flink.</remarks>
internal sealed class KeyedStateBackend<TKey, TComparer>(OperatorContext context, string prefix = "keyed-state/") : IKeyedStateStore, IDisposable
    where TComparer : struct, IKeyComparer<TKey>
{
    // One for all states, so that what one gives back another takes.
    private readonly TableSpace _space = new(context);

    // Sorted, so that snapshots of the same state are the same.
    private readonly SortedDictionary<string, Registered> _states = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StoredState> _stored = new(StringComparer.Ordinal);

    /// <summary>The key that states are read and changed for.</summary>
    public CurrentKey<TKey> Current { get; } = new(
        context.OperatorName, KeyGroups.RangeOf(context.SubtaskIndex, context.MaxParallelism, context.Parallelism), context.MaxParallelism);

    /// <summary>Takes over this subtask's share of a snapshot.</summary>
    public void Restore(StateReader state)
    {
        foreach (var name in state.Names)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                var entries = state.KeyedEntries(name).Select(entry => (entry.KeyGroup, entry.Entry.ToArray())).ToList();
                _stored.Add(name[prefix.Length..], new StoredState(state.ReadSchema(name).ToArray(), entries));
            }
        }
    }

    /// <summary>Writes everything down, also what nobody has asked for since it was restored.</summary>
    public void Snapshot(StateWriter state)
    {
        foreach (var (name, registered) in _states)
        {
            state.WriteSchema(prefix + name, registered.Schema.ToBytes());
            registered.Table.Snapshot(state, prefix + name);
        }

        foreach (var (name, stored) in _stored)
        {
            state.WriteSchema(prefix + name, stored.Schema);
            foreach (var (keyGroup, entry) in stored.Entries)
            {
                state.BeginKeyedEntry(prefix + name, keyGroup).Write(entry);
            }
        }
    }

    /// <summary>Calls a function for every key that has a value in a state; the key is then the current one.</summary>
    /// <remarks>The keys are taken before the first call, so the function may change and clear the state.</remarks>
    public void ApplyToAllKeys<TState>(StateDescriptor<TState> descriptor, Action<TKey, TState> function)
        where TState : class, IState
    {
        var state = descriptor.Bind(this);
        List<TKey> keys = [];
        _states[descriptor.Name].Table.AddKeysTo(keys);
        foreach (var key in keys)
        {
            Current.Set(in key, default(TComparer).Hash(in key));
            function(key, state);
        }

        Current.Reset();
    }

    /// <inheritdoc/>
    public IValueState<T> GetState<T>(ValueStateDescriptor<T> descriptor) =>
        GetOrMake<T, IValueState<T>, ValueMaker<T>>(descriptor, default);

    /// <inheritdoc/>
    public IReducingState<T> GetReducingState<T>(ReducingStateDescriptor<T> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return GetOrMake<T, IReducingState<T>, ReducingMaker<T>>(descriptor, new ReducingMaker<T>(descriptor.Function));
    }

    /// <inheritdoc/>
    public IAggregatingState<TIn, TOut> GetAggregatingState<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return GetOrMake<TAccumulator, IAggregatingState<TIn, TOut>, AggregatingMaker<TIn, TAccumulator, TOut>>(
            descriptor, new AggregatingMaker<TIn, TAccumulator, TOut>(descriptor.Function));
    }

    /// <inheritdoc/>
    public IListState<T> GetListState<T>(ListStateDescriptor<T> descriptor)
    {
        if (Find<IListState<T>>(descriptor) is { } known)
        {
            return known;
        }

        var expiry = ExpiryOf(descriptor);
        var expires = expiry is not null;
        var table = Table(descriptor, types => new ElementsFormat<T>(types.SerializerOf<T>(), expires), expiry);
        return Add(descriptor, table, new ListState<TKey, T, TComparer>(table, expiry));
    }

    /// <inheritdoc/>
    public IMapState<TMapKey, TValue> GetMapState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
        where TMapKey : notnull
    {
        if (Find<IMapState<TMapKey, TValue>>(descriptor) is { } known)
        {
            return known;
        }

        var expiry = ExpiryOf(descriptor);
        var expires = expiry is not null;
        var equality = TypesOf(descriptor).MapKeysOf<TMapKey>();
        var table = Table(
            descriptor, types => new MapFormat<TMapKey, TValue>(types.SerializerOf<TMapKey>(0), types.SerializerOf<TValue>(1), equality, expires), expiry);
        return Add(descriptor, table, new MapState<TKey, TMapKey, TValue, TComparer>(table, equality, expiry));
    }

    /// <summary>
    /// Gives up the memory of all states, which cannot be used any more; what is still being written of snapshots keeps it until then.
    /// </summary>
    public void Dispose()
    {
        // A function may have kept its states; without a key they cannot reach the memory.
        Current.Reset();
        _space.Dispose();
    }

    private TState GetOrMake<T, TState, TMaker>(StateDescriptor<TState> descriptor, TMaker maker)
        where TState : class, IState
        where TMaker : struct, IStateMaker<T, TState>
    {
        if (Find<TState>(descriptor) is { } known)
        {
            return known;
        }

        if (ExpiryOf(descriptor) is { } expiry)
        {
            var timed = Table(descriptor, static types => new TimedFormat<T>(types.SerializerOf<T>()), expiry);
            return Add(descriptor, timed, maker.Make(new ExpiringCells<TKey, T, TComparer>(new ExpiringValues<TKey, T, TComparer>(timed, expiry))));
        }

        var table = Table(descriptor, static types => new PlainFormat<T>(types.SerializerOf<T>()), null);
        return Add(descriptor, table, maker.Make(new PlainCells<TKey, T, TComparer>(table)));
    }

    private TState? Find<TState>(StateDescriptor descriptor)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!_states.TryGetValue(descriptor.Name, out var registered))
        {
            return null;
        }

        if (!ReferenceEquals(descriptor, registered.Descriptor))
        {
            SchemaOf(descriptor).CheckRegisteredAs(registered.Schema, descriptor.Name, context.OperatorName);
        }

        return registered.State as TState ?? throw new FlinkException(
            $"State '{descriptor.Name}' of '{context.OperatorName}' is registered twice, for other elements or results. Give each state of the operator a name of its own.");
    }

    private TState Add<TState>(StateDescriptor descriptor, StateTable<TKey> table, TState state)
        where TState : class, IState
    {
        var schema = SchemaOf(descriptor);
        if (_stored.TryGetValue(descriptor.Name, out var stored))
        {
            var written = StateSchema.FromBytes(stored.Schema);
            schema.CheckRestoredFrom(written, descriptor.Name, context.OperatorName);
            table.Restore(stored.Entries, new StateTypes(descriptor, context.OperatorName, written));
            _stored.Remove(descriptor.Name);
        }

        _states.Add(descriptor.Name, new Registered(descriptor, schema, table, state));
        return state;
    }

    private static StateSchema SchemaOf(StateDescriptor descriptor) => StateSchema.Of(descriptor, keyType: typeof(TKey));

    private Expiry? ExpiryOf(StateDescriptor descriptor) => descriptor.Ttl is { } ttl ? new Expiry(ttl, context.Clock) : null;

    private StateTypes TypesOf(StateDescriptor descriptor) => new(descriptor, context.OperatorName);

    private StateTable<TKey, TValue, TComparer> Table<TValue>(
        StateDescriptor descriptor, Func<StateTypes, ValueFormat<TValue>> formatOf, Expiry? expiry)
    {
        var types = TypesOf(descriptor);
        types.CheckKeys<TKey>();
        return new(Current, _space.NewTable<TKey, TValue, TComparer>(), types, formatOf, expiry);
    }

    private sealed record Registered(StateDescriptor Descriptor, StateSchema Schema, StateTable<TKey> Table, IState State);
}
