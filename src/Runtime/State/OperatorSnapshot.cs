using System.Buffers;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>Takes what one operator of one subtask writes down for a checkpoint.</summary>
/// <param name="checkpointId">The checkpoint; 0 for none.</param>
/// <remarks>
/// Filled on the task's thread, by the operator; then handed to a thread that writes the whole (<see cref="WriteTo"/>), the frozen
/// state straight through: of that, no more than a part of an entry is in memory. Never used by two threads at once.
/// </remarks>
public sealed class OperatorSnapshot(long checkpointId = 0) : StateWriter, IDisposable
{
    // What was written on the task's thread, until it is passed on.
    private readonly List<(byte Kind, string Name, int Group, ArrayBufferWriter<byte> Content)> _gathered = [];
    private readonly Dictionary<(string Name, int Group), ArrayBufferWriter<byte>?> _keyedEntries = [];
    private readonly SortedDictionary<string, byte[]> _schemas = new(StringComparer.Ordinal);
    private readonly Queue<IFrozenState> _frozen = new();
    private PartWriter? _parts;
    private int _firstGroup = int.MaxValue;
    private int _endGroup;
    private bool _hasOperatorEntries;
    private bool _hasUnion;

    /// <inheritdoc/>
    public override long CheckpointId => checkpointId;

    /// <summary>Whether nothing was written; known for certain behind <see cref="WriteTo"/>.</summary>
    public bool IsEmpty => !_hasOperatorEntries && _keyedEntries.Count == 0 && _schemas.Count == 0;

    /// <summary>What has to be known about the state to find out who needs it; known behind <see cref="WriteTo"/>.</summary>
    public StateShape Shape => new(_hasOperatorEntries, _endGroup == 0 ? default : new KeyGroupRange(_firstGroup, _endGroup), _hasUnion);

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginOperatorEntry(string name)
    {
        _hasOperatorEntries = true;
        return _parts is null ? Gather(SnapshotPart.OperatorEntry, name, 0) : _parts.Begin(SnapshotPart.OperatorEntry, name);
    }

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup) => _keyedEntries.ContainsKey((name, keyGroup))
        ? throw new InvalidOperationException($"State '{name}' wrote key group {keyGroup} twice in one snapshot.")
        : ContinueKeyedEntry(name, keyGroup);

    /// <inheritdoc/>
    public override IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup)
    {
        _firstGroup = Math.Min(_firstGroup, keyGroup);
        _endGroup = Math.Max(_endGroup, keyGroup + 1);
        if (_parts is not null)
        {
            _keyedEntries.TryAdd((name, keyGroup), null);
            return _parts.Begin(SnapshotPart.KeyedEntry, name, keyGroup);
        }

        if (_keyedEntries.GetValueOrDefault((name, keyGroup)) is { } begun)
        {
            return begun;
        }

        var entry = Gather(SnapshotPart.KeyedEntry, name, keyGroup);
        _keyedEntries.Add((name, keyGroup), entry);
        return entry;
    }

    /// <inheritdoc/>
    public override void WriteSchema(string name, ReadOnlySpan<byte> schema)
    {
        _schemas[name] = schema.ToArray();
        _parts?.Write(SnapshotPart.Schema, name, 0, schema);
    }

    /// <inheritdoc/>
    public override void DeclareUnion(string name) => _hasUnion = true;

    /// <inheritdoc/>
    public override void WriteLater(IFrozenState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_parts is not null)
        {
            state.Dispose();
            throw new InvalidOperationException("Frozen state cannot leave more frozen state behind.");
        }

        _frozen.Enqueue(state);
    }

    /// <summary>Writes everything, once, in the form that <see cref="StoredSnapshot"/> reads. May block and take long.</summary>
    /// <param name="sink">Where to; gets nothing when there is no state.</param>
    /// <param name="cancellation">The checkpoint was given up.</param>
    internal void WriteTo(StateSink sink, CancellationToken cancellation)
    {
        if (_gathered.Count == 0 && _schemas.Count == 0 && _frozen.Count == 0)
        {
            return;
        }

        _parts = new PartWriter(sink);
        foreach (var (name, schema) in _schemas)
        {
            _parts.Write(SnapshotPart.Schema, name, 0, schema);
        }

        for (var i = 0; i < _gathered.Count; i++)
        {
            var (kind, name, group, content) = _gathered[i];
            _parts.Write(kind, name, group, content.WrittenSpan);
            _gathered[i] = default;
            if (kind == SnapshotPart.KeyedEntry)
            {
                _keyedEntries[(name, group)] = null;
            }
        }

        while (_frozen.TryPeek(out var state))
        {
            cancellation.ThrowIfCancellationRequested();
            state.Write(this, cancellation);
            _parts.End();
            _frozen.Dequeue().Dispose();
        }
    }

    /// <summary>Everything that is written, in one array: for state that is small. Takes it as <see cref="WriteTo"/> does.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var sink = new MemorySink();
        WriteTo(sink, CancellationToken.None);
        return sink.Written;
    }

    /// <summary>Gives up frozen state that has not been written; a failure of one does not keep the others.</summary>
    public void Dispose()
    {
        List<Exception> failures = [];
        while (_frozen.TryDequeue(out var state))
        {
            try
            {
                state.Dispose();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private ArrayBufferWriter<byte> Gather(byte kind, string name, int group)
    {
        var content = new ArrayBufferWriter<byte>();
        _gathered.Add((kind, name, group, content));
        return content;
    }
}
