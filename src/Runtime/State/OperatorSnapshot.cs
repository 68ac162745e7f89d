using System.Buffers;
using Flink.Core.State;

namespace Flink.Runtime.State;

/// <summary>Takes what one operator of one subtask writes down for a checkpoint.</summary>
/// <param name="checkpointId">The checkpoint; 0 for none.</param>
/// <remarks>
/// Filled on the task's thread, by the operator; then handed to a thread that writes the frozen state (<see cref="WriteFrozen"/>) and
/// turns the whole into bytes (<see cref="ToBytes"/>). Never used by two threads at once.
/// </remarks>
public sealed class OperatorSnapshot(long checkpointId = 0) : StateWriter, IDisposable
{
    private readonly SortedDictionary<string, List<ArrayBufferWriter<byte>>> _operatorEntries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, byte[]> _schemas = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<int, ArrayBufferWriter<byte>>> _keyedEntries = new(StringComparer.Ordinal);
    private readonly Queue<IFrozenState> _frozen = new();
    private bool _isWritingFrozen;
    private bool _hasUnion;

    /// <inheritdoc/>
    public override long CheckpointId => checkpointId;

    /// <summary>Whether nothing was written.</summary>
    public bool IsEmpty => _operatorEntries.Count == 0 && _keyedEntries.Count == 0 && _schemas.Count == 0;

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginOperatorEntry(string name)
    {
        if (!_operatorEntries.TryGetValue(name, out var entries))
        {
            _operatorEntries.Add(name, entries = []);
        }

        var entry = new ArrayBufferWriter<byte>();
        entries.Add(entry);
        return entry;
    }

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup)
    {
        if (!_keyedEntries.TryGetValue(name, out var entries))
        {
            _keyedEntries.Add(name, entries = []);
        }

        var entry = new ArrayBufferWriter<byte>();
        return entries.TryAdd(keyGroup, entry)
            ? entry
            : throw new InvalidOperationException($"State '{name}' wrote key group {keyGroup} twice in one snapshot.");
    }

    /// <inheritdoc/>
    public override void WriteSchema(string name, ReadOnlySpan<byte> schema) => _schemas[name] = schema.ToArray();

    /// <inheritdoc/>
    public override void DeclareUnion(string name) => _hasUnion = true;

    /// <inheritdoc/>
    public override void WriteLater(IFrozenState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_isWritingFrozen)
        {
            state.Dispose();
            throw new InvalidOperationException("Frozen state cannot leave more frozen state behind.");
        }

        _frozen.Enqueue(state);
    }

    /// <summary>Writes the state that was frozen. May block and take long.</summary>
    public void WriteFrozen(CancellationToken cancellation)
    {
        _isWritingFrozen = true;
        while (_frozen.TryPeek(out var state))
        {
            cancellation.ThrowIfCancellationRequested();
            state.Write(this, cancellation);
            _frozen.Dequeue().Dispose();
        }
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

    /// <summary>Everything in the form that <see cref="StoredSnapshot"/> reads.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var target = new SnapshotBuffer();
        target.Write(StoredSnapshot.Version);
        target.Write(_schemas.Count);
        foreach (var (name, schema) in _schemas)
        {
            target.Write(name);
            target.Write(schema);
        }

        target.Write(_operatorEntries.Count);
        foreach (var (name, entries) in _operatorEntries)
        {
            target.Write(name);
            target.Write(entries.Count);
            foreach (var entry in entries)
            {
                target.Write(entry.WrittenSpan);
            }
        }

        target.Write(_keyedEntries.Count);
        foreach (var (name, entries) in _keyedEntries)
        {
            target.Write(name);
            target.Write(entries.Count);
            foreach (var (keyGroup, entry) in entries)
            {
                target.Write(keyGroup);
                target.Write(entry.WrittenSpan);
            }
        }

        return target.Written;
    }

    /// <summary>What has to be known about the bytes to find out who needs them.</summary>
    public StateShape Shape
    {
        get
        {
            var (first, end) = (int.MaxValue, 0);
            foreach (var entries in _keyedEntries.Values)
            {
                first = Math.Min(first, entries.Keys.First());
                end = Math.Max(end, entries.Keys.Last() + 1);
            }

            return new StateShape(_operatorEntries.Count > 0, end == 0 ? default : new Core.Types.KeyGroupRange(first, end), _hasUnion);
        }
    }
}
