using Grpc.Core;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>Some bytes of a blob, of a request for one, or of its key.</summary>
internal sealed class Chunk(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The most bytes of a blob in one: far below any bound of messages.</summary>
    public const int MaxBytes = 64 << 10;

    private const string Service = "flink.blobs";

    private static readonly Marshaller<Chunk> _marshaller = new(Write, static context => new Chunk(context.PayloadAsNewBuffer()));

    /// <summary>Stores: content goes up, its key comes back.</summary>
    public static Method<Chunk, Chunk> Put { get; } = new(MethodType.ClientStreaming, Service, "Put", _marshaller, _marshaller);

    /// <summary>Fetches: "key offset" goes up, content comes down.</summary>
    public static Method<Chunk, Chunk> Get { get; } = new(MethodType.ServerStreaming, Service, "Get", _marshaller, _marshaller);

    public ReadOnlyMemory<byte> Bytes => bytes;

    private static void Write(Chunk chunk, SerializationContext context)
    {
        context.SetPayloadLength(chunk.Bytes.Length);
        var target = context.GetBufferWriter();
        chunk.Bytes.Span.CopyTo(target.GetSpan(chunk.Bytes.Length));
        target.Advance(chunk.Bytes.Length);
        context.Complete();
    }
}
