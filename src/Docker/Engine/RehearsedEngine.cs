using System.Net;
using System.Text;
using Flink.Core.FileSystems;

namespace Flink.Docker.Engine;

/// <summary>One connection to an engine that does not exist: it agrees to one call, and its containers are nowhere.</summary>
internal sealed class RehearsedEngine : ForwardOnlyStream
{
    private const string Container = """{"Id":"rehearsed","Warnings":[]}""";

    private ReadOnlyMemory<byte> _answer;
    private bool _isAsked;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public static ValueTask<Stream> ConnectAsync(CancellationToken cancellation) => new(new RehearsedEngine());

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // What comes after the first line is of no interest.
        if (!_isAsked)
        {
            _isAsked = true;
            _answer = buffer.IndexOf("/containers/create"u8) >= 0 ? Answer(HttpStatusCode.Created, Container) : Answer(HttpStatusCode.OK, "");
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _answer.Length);
        _answer.Span[..count].CopyTo(buffer);
        _answer = _answer[count..];
        return count;
    }

    private static byte[] Answer(HttpStatusCode status, string body) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {(int)status} {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
}
