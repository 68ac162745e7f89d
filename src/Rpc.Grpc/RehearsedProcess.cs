using Flink.Core.FileSystems;

namespace Flink.Rpc.Grpc;

/// <summary>One connection of HTTP/2 to a process that does not exist: it answers the first call with one empty message and agrees.</summary>
internal sealed class RehearsedProcess : ForwardOnlyStream
{
    // The text of headers is not compressed.
    private static readonly ReadOnlyMemory<byte> _answer = new RehearsedFrames()
        .Settings()
        .SettingsAreHeard()
        .Headers([0x88, 0x0F, 0x10, .. "\u0010application/grpc"u8]) // :status 200, content-type
        .Message([])
        .Headers("\0\u000Bgrpc-status\u00010"u8, areLast: true) // all is well
        .Written;

    private readonly TaskCompletionSource _isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _left = _answer;
    private int _writes;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The first thing that a client writes is what it is, the second what it asks.
        if (++_writes == 2)
        {
            _isAsked.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await (_left.IsEmpty ? _isClosed : _isAsked).Task.ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _isClosed.TrySetResult();
        _isAsked.TrySetResult();
        base.Dispose(disposing);
    }
}
