namespace Flink.Streaming.Sinks;

/// <summary>A part of a file sink between its first record and its commit.</summary>
/// <remarks>Written on the task's thread; made durable on another, or given up.</remarks>
internal sealed class FileSinkPart
{
    private readonly Lock _gate = new();
    private readonly FileSinkFolder _folder;
    private readonly string _inProgress;
    private readonly Stream _stream;
    private State _state = State.Open;
    private Exception? _failure;

    public FileSinkPart(FileSinkFolder folder)
    {
        _folder = folder;
        _inProgress = folder.NextInProgress();
        _stream = folder.Open(_inProgress);
    }

    private enum State
    {
        Open,
        Suspended,
        Discarded,
        Broken,
    }

    /// <summary>The name that it will have; set by the snapshot that closes it.</summary>
    public string Name { get; set; } = "";

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Makes it durable under the name under which it waits; a second time nothing happens.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public void Suspend()
    {
        lock (_gate)
        {
            switch (_state)
            {
                case State.Suspended:
                    return;
                case State.Discarded:
                    throw new OperationCanceledException($"The part '{Name}' was given up.");
                default:
                    ThrowIfBroken();
                    Close();
                    return;
            }
        }
    }

    /// <summary>Records that could not be made durable are lost, so the writer must not go on.</summary>
    public void ThrowIfBroken()
    {
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                throw new Core.FlinkException($"The part '{Name}' could not be made durable: {failure.Message}", failure, isRetryable: true);
            }
        }
    }

    /// <summary>Removes it, unless it is durable already.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            if (_state == State.Suspended)
            {
                return;
            }

            _state = State.Discarded;
            try
            {
                _stream.Dispose();
            }
            finally
            {
                _folder.Delete(_inProgress);
            }
        }
    }

    private void Close()
    {
        try
        {
            _stream.Dispose();
            _folder.Suspend(_inProgress, Name);
            _state = State.Suspended;
        }
        catch (Exception e)
        {
            (_state, _failure) = (State.Broken, e);
            throw;
        }
    }
}
