using System.Threading.Channels;
using Flink.Core;
using Flink.Runtime.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rpc.Grpc.Tests;

public sealed record Note(string Text) : Message;

public sealed record CountNotes : Request<int>;

public sealed record Echo(byte[] Bytes, int Times) : Request<byte[]>;

public sealed record Fail(string Text) : Request<Acknowledge>;

public sealed record NeverAnswered : Request<Acknowledge>;

public sealed record Unregistered : Request<Acknowledge>;

/// <summary>An endpoint that keeps what it was told, and can tell others.</summary>
public sealed class Recorder : RpcEndpoint
{
    private readonly Channel<(string Text, EndpointAddress Sender)> _notes = Channel.CreateUnbounded<(string, EndpointAddress)>();
    private readonly TaskCompletionSource<CancellationToken> _neverAnswered = new();
    private int _count;

    public Recorder(string name, FencingToken token = default)
        : base(name, NullLogger.Instance)
    {
        Token = token;
        On<Note>((note, sender) =>
        {
            _count++;
            _notes.Writer.TryWrite((note.Text, sender.Address));
        });
        OnRequest<CountNotes, int>((_, _) => _count);
        OnRequest<Echo, byte[]>((echo, _) => [.. Enumerable.Repeat(echo.Bytes, echo.Times).SelectMany(bytes => bytes)]);
        OnRequest<Fail, Acknowledge>((fail, _) => throw new FlinkException(fail.Text, isRetryable: true));
        OnRequest<NeverAnswered, Acknowledge>((_, sender) =>
        {
            _neverAnswered.SetResult(sender.Cancelled);
            return new TaskCompletionSource<Acknowledge>().Task;
        });
    }

    /// <summary>Completes when somebody asks for what is never answered, with what tells that the caller gave up.</summary>
    public Task<CancellationToken> AskedForNothing => _neverAnswered.Task;

    public async Task<(string Text, EndpointAddress Sender)> NextAsync() =>
        await _notes.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public static MessageRegistry Messages => new MessageRegistry()
        .Add<Note>("test.note")
        .AddRequest<CountNotes, int>("test.count")
        .AddRequest<Echo, byte[]>("test.echo")
        .AddRequest<Fail, Acknowledge>("test.fail")
        .AddRequest<NeverAnswered, Acknowledge>("test.never-answered");
}
