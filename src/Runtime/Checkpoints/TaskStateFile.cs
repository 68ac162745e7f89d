using System.Buffers;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>What one task stores for a checkpoint: a file into which its state is written as it comes, made once there is state too large for the metadata.</summary>
/// <param name="fileSystem">Where the file is.</param>
/// <param name="path">The file.</param>
/// <param name="identity">What it calls itself.</param>
/// <param name="inlineThreshold">State of fewer bytes goes into the metadata.</param>
/// <param name="begin">Called before the file is made.</param>
/// <param name="end">Called once it is closed.</param>
internal sealed class TaskStateFile(FileSystem fileSystem, FilePath path, ulong identity, long inlineThreshold, Action begin, Action end) : IDisposable
{
    private readonly Dictionary<OperatorId, StateHandle> _handles = [];
    private readonly List<(OperatorId Operator, StateShape Shape, long Length, BlockPosition Section)> _sections = [];
    private Stream? _stream;
    private BlockFileWriter? _writer;
    private bool _isBegun;

    /// <summary>Writes the state of an operator.</summary>
    public void Write(TaskState state, CancellationToken cancellation)
    {
        var sink = new Sink(this, inlineThreshold, cancellation);
        state.Snapshot.WriteTo(sink, cancellation);
        if (state.Snapshot.IsEmpty)
        {
            return;
        }

        if (sink.Section is { } section)
        {
            _writer!.EndSection();
            _sections.Add((state.Operator, state.Snapshot.Shape, sink.Length, section));
        }
        else
        {
            _handles.Add(state.Operator, new InlineState(state.Snapshot.Shape, sink.Gathered));
        }
    }

    /// <summary>Closes the file, which is durable then.</summary>
    /// <returns>Where each state is.</returns>
    public IReadOnlyDictionary<OperatorId, StateHandle> Complete()
    {
        Dispose();
        foreach (var (id, shape, length, section) in _sections)
        {
            _handles.Add(id, new FileState(shape, length, path, _writer!.Length, identity, section));
        }

        return _handles;
    }

    /// <summary>Closes the file, whatever is in it.</summary>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        finally
        {
            _stream = null;
            if (_isBegun)
            {
                _isBegun = false;
                end();
            }
        }
    }

    private BlockFileWriter Writer()
    {
        if (_writer is null)
        {
            begin();
            _isBegun = true;
            if (path.Parent is { } folder)
            {
                fileSystem.CreateDirectory(folder);
            }

            _stream = fileSystem.Create(path, CreateMode.New, durable: true);
            _writer = new BlockFileWriter(_stream, BlockFile.StateMagic, identity);
        }

        return _writer;
    }

    /// <summary>Gathers the bytes of a state until they are too many for the metadata.</summary>
    private sealed class Sink(TaskStateFile file, long inlineThreshold, CancellationToken cancellation) : StateSink
    {
        private readonly ArrayBufferWriter<byte> _gathered = new();

        /// <summary>Where the state begins in the file; null while all of it is gathered.</summary>
        public BlockPosition? Section { get; private set; }

        public ReadOnlyMemory<byte> Gathered => _gathered.WrittenMemory;

        protected override void Take(ReadOnlySpan<byte> bytes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Section is null)
            {
                if (Length < inlineThreshold)
                {
                    _gathered.Write(bytes);
                    return;
                }

                var writer = file.Writer();
                Section = writer.BeginSection();
                writer.Write(_gathered.WrittenSpan);
                _gathered.Clear();
            }

            file._writer!.Write(bytes);
        }
    }
}
