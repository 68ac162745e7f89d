using System.Buffers;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.Testing;

/// <summary>What one subtask of an operator wrote in a snapshot, in memory. Holds the writer to its contract.</summary>
/// <param name="keyGroups">The key groups that the subtask owns; null when any may be written.</param>
/// <param name="isDeferred">Whether frozen state waits for <see cref="WriteFrozen"/>; else it is written at once.</param>
/// <remarks>One thread at a time.</remarks>
public sealed class MemoryState(KeyGroupRange? keyGroups = null, bool isDeferred = false) : StateWriter, IDisposable
{
    private readonly List<(string Name, EntryWriter Bytes)> _operatorEntries = [];
    private readonly Dictionary<(string Name, int Group), EntryWriter> _keyedEntries = [];
    private readonly Dictionary<string, byte[]> _schemas = new(StringComparer.Ordinal);
    private readonly Queue<IFrozenState> _frozen = new();
    private EntryWriter? _last;
    private bool _isWritingFrozen;

    /// <summary>Entries of operator state.</summary>
    public int OperatorEntryCount => _operatorEntries.Count;

    /// <summary>Entries of keyed state.</summary>
    public int KeyedEntryCount => _keyedEntries.Count;

    /// <summary>Bytes of all entries.</summary>
    public long Size => _operatorEntries.Sum(entry => (long)entry.Bytes.Written.Length) + _keyedEntries.Values.Sum(bytes => (long)bytes.Written.Length);

    /// <summary>Whether frozen state is still to be written.</summary>
    public bool HasFrozen => _frozen.Count > 0;

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginOperatorEntry(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var entry = Begin();
        _operatorEntries.Add((name, entry));
        return entry;
    }

    /// <inheritdoc/>
    /// <exception cref="HarnessException">The group was written before, or belongs to another subtask.</exception>
    public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup)
    {
        CheckOwned(name, keyGroup);
        var entry = Begin();
        return _keyedEntries.TryAdd((name, keyGroup), entry)
            ? entry
            : throw new HarnessException($"State '{name}' wrote key group {keyGroup} twice in one snapshot.");
    }

    /// <inheritdoc/>
    /// <exception cref="HarnessException">The group belongs to another subtask.</exception>
    public override IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup)
    {
        CheckOwned(name, keyGroup);
        if (!_keyedEntries.TryGetValue((name, keyGroup), out var entry))
        {
            return BeginKeyedEntry(name, keyGroup);
        }

        _last?.Close();
        entry.Reopen();
        return _last = entry;
    }

    /// <inheritdoc/>
    public override void WriteSchema(string name, ReadOnlySpan<byte> schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _schemas[name] = schema.ToArray();
    }

    /// <inheritdoc/>
    /// <exception cref="HarnessException">Frozen state handed on other frozen state.</exception>
    public override void WriteLater(IFrozenState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_isWritingFrozen)
        {
            throw new HarnessException($"{state.GetType()} was handed on by frozen state, which may only write entries and schemas.");
        }

        _frozen.Enqueue(state);
        if (!isDeferred)
        {
            WriteFrozen();
        }
    }

    /// <summary>Writes what waits, on a thread of its own as the engine does, and disposes it.</summary>
    public void WriteFrozen(CancellationToken cancellation = default)
    {
        if (HasFrozen)
        {
            Task.Factory.StartNew(() => WriteAll(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .GetAwaiter().GetResult();
        }
    }

    /// <summary>What a subtask of another execution reads of this state alone.</summary>
    /// <param name="subtask">Its index.</param>
    /// <param name="parallelism">Subtasks of that execution.</param>
    /// <param name="maxParallelism">Key groups.</param>
    public StateShare ShareOf(int subtask, int parallelism, int maxParallelism) => new([this], subtask, parallelism, maxParallelism);

    /// <summary>Gives up frozen state that was not written.</summary>
    public void Dispose()
    {
        while (_frozen.TryDequeue(out var state))
        {
            state.Dispose();
        }
    }

    internal IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name) =>
        _operatorEntries.Where(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)).Select(entry => entry.Bytes.Written);

    internal IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name) => _keyedEntries
        .Where(entry => string.Equals(entry.Key.Name, name, StringComparison.Ordinal))
        .OrderBy(entry => entry.Key.Group)
        .Select(entry => (entry.Key.Group, entry.Value.Written));

    /// <summary>Every name that has entries or a schema; perhaps several times.</summary>
    internal IEnumerable<string> Names =>
        _operatorEntries.Select(entry => entry.Name).Concat(_keyedEntries.Keys.Select(key => key.Name)).Concat(_schemas.Keys);

    internal byte[]? Schema(string name) => _schemas.GetValueOrDefault(name);

    private void CheckOwned(string name, int keyGroup)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (keyGroups is { } own && !own.Contains(keyGroup))
        {
            throw new HarnessException(
                $"State '{name}' wrote key group {keyGroup}, but the subtask owns {own.Start} to {own.End - 1}: it got a record of a key that belongs to another subtask.");
        }
    }

    private void WriteAll(CancellationToken cancellation)
    {
        _isWritingFrozen = true;
        try
        {
            while (_frozen.TryDequeue(out var state))
            {
                using (state)
                {
                    state.Write(this, cancellation);
                }
            }
        }
        finally
        {
            _isWritingFrozen = false;
        }
    }

    private EntryWriter Begin()
    {
        _last?.Close();
        return _last = new EntryWriter();
    }

    /// <summary>The bytes of one entry; open until the next one is begun.</summary>
    private sealed class EntryWriter : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private bool _isClosed;

        public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

        public void Close() => _isClosed = true;

        public void Reopen() => _isClosed = false;

        public void Advance(int count) => Open().Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => Open().GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Open().GetSpan(sizeHint);

        private ArrayBufferWriter<byte> Open() =>
            _isClosed ? throw new HarnessException("An entry was written to after the next one had been begun.") : _bytes;
    }
}
