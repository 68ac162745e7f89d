using Flink.Core.FileSystems;

namespace Flink.Client.Submission;

/// <summary>One connection of HTTP to a cluster that does not exist: it takes everything and answers the first request, well and with nothing in particular.</summary>
internal sealed class RehearsedCluster : ForwardOnlyStream
{
    // Whoever asks first whether to go on (a submission) is told so; others pass over that line.
    private static readonly byte[] _answer =
    [
        .. "HTTP/1.1 100 Continue\r\n\r\n"u8,
        .. "HTTP/1.1 202 Accepted\r\nContent-Type: application/json; charset=UTF-8\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n"u8,
    ];

    private readonly TaskCompletionSource _isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _left = _answer;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isAsked.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _isAsked.Task.ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _isAsked.TrySetResult();
        base.Dispose(disposing);
    }
}
