using System.Buffers;
using System.Text;
using Flink.Core.Serialization;

namespace Flink.Runtime.Rpc.Links;

/// <summary>Frames as bytes: the kind of the frame, its numbers as varints, texts behind their lengths, and the message to the end.</summary>
/// <param name="registry">The kinds of messages that can occur.</param>
public sealed class FrameCodec(MessageRegistry registry)
{
    private const int MaxText = 1 << 16;

    private enum Kind : byte
    {
        Open = 1,
        Tell = 2,
        Ask = 3,
        Reply = 4,
        Failure = 5,
        Cancel = 6,
        Close = 7,
        Gone = 8,
    }

    /// <summary>Appends a frame.</summary>
    /// <exception cref="Core.FlinkException">Its message has no name in the registry, or cannot be serialized.</exception>
    public void Write(Frame frame, IBufferWriter<byte> target)
    {
        switch (frame)
        {
            case OpenFrame open:
                WriteHead(target, Kind.Open, open.Peer, open.Target, open.Sender);
                WriteToken(target, open.Token);
                break;
            case TellFrame tell:
                WriteMessage(target, Kind.Tell, tell.Peer, null, tell.Message);
                break;
            case AskFrame ask:
                WriteMessage(target, Kind.Ask, ask.Peer, ask.Request, ask.Message);
                break;
            case ReplyFrame reply:
                var kind = registry.KindOf(reply.Question!);
                WriteHead(target, Kind.Reply, reply.Request, kind.Name);
                kind.WriteReply(reply.Value, target);
                break;
            case FailureFrame failure:
                WriteHead(target, Kind.Failure, failure.Request, Cut(failure.Error.Type), Cut(failure.Error.Message));
                WriteFlags(target, failure.Error);
                break;
            case CancelFrame cancel:
                WriteHead(target, Kind.Cancel, cancel.Request);
                break;
            case CloseFrame close:
                WriteHead(target, Kind.Close, close.Peer);
                break;
            case GoneFrame gone:
                WriteHead(target, Kind.Gone, gone.Peer, Cut(gone.Reason));
                break;
            default:
                throw new ArgumentException($"{frame.GetType()} is no frame of this protocol.", nameof(frame));
        }
    }

    /// <summary>Reads the frame that fills the bytes.</summary>
    /// <exception cref="CorruptDataException">They are none. A message of an unknown kind is not that: it is answered.</exception>
    public Frame Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var kind = (Kind)reader.Read<byte>();
        var number = (long)reader.ReadVarint();
        Frame frame = kind switch
        {
            Kind.Open => new OpenFrame(
                number, ReadText(ref reader), ReadText(ref reader), new FencingToken(reader.Read<ulong>(), reader.Read<ulong>())),
            Kind.Tell => new TellFrame(number, ReadMessage(ref reader)),
            Kind.Ask => new AskFrame(number, (long)reader.ReadVarint(), ReadMessage(ref reader)),
            Kind.Reply => ReadReply(number, ref reader),
            Kind.Failure => new FailureFrame(number, ReadError(ref reader)),
            Kind.Cancel => new CancelFrame(number),
            Kind.Close => new CloseFrame(number),
            Kind.Gone => new GoneFrame(number, ReadText(ref reader)),
            _ => throw new CorruptDataException(0, bytes.Length, $"there is no frame of kind {(byte)kind}"),
        };
        return reader.Remaining == 0
            ? frame
            : throw new CorruptDataException(reader.Position, bytes.Length, $"{reader.Remaining} bytes follow the frame");
    }

    private void WriteMessage(IBufferWriter<byte> target, Kind frame, long peer, long? request, Message message)
    {
        var kind = registry.KindOf(message);
        var writer = new RecordWriter(target);
        writer.Write((byte)frame);
        writer.WriteVarint((ulong)peer);
        if (request is { } number)
        {
            writer.WriteVarint((ulong)number);
        }

        WriteText(ref writer, kind.Name);
        writer.Flush();
        kind.Write(message, target);
    }

    private static void WriteHead(IBufferWriter<byte> target, Kind frame, long number, params ReadOnlySpan<string> texts)
    {
        var writer = new RecordWriter(target);
        writer.Write((byte)frame);
        writer.WriteVarint((ulong)number);
        foreach (var text in texts)
        {
            WriteText(ref writer, text);
        }

        writer.Flush();
    }

    private static void WriteToken(IBufferWriter<byte> target, FencingToken token)
    {
        var writer = new RecordWriter(target);
        writer.Write(token.High);
        writer.Write(token.Low);
        writer.Flush();
    }

    private static void WriteFlags(IBufferWriter<byte> target, RpcError error)
    {
        var writer = new RecordWriter(target);
        writer.Write((byte)error.Kind);
        writer.Write((byte)(error.IsRetryable ? 1 : 0));
        writer.Flush();
    }

    private static void WriteText(ref RecordWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.WriteVarint((ulong)bytes.Length);
        writer.WriteBytes(bytes);
    }

    private static string ReadText(ref RecordReader reader)
    {
        var length = reader.ReadVarint();
        if (length > MaxText)
        {
            reader.ThrowCorrupt($"a text has {length} bytes where at most {MaxText} are allowed");
        }

        return Encoding.UTF8.GetString(reader.ReadBytes((int)length));
    }

    private static RpcError ReadError(ref RecordReader reader)
    {
        var type = ReadText(ref reader);
        var message = ReadText(ref reader);
        return new RpcError((RpcErrorKind)reader.Read<byte>(), type, message, reader.Read<byte>() != 0);
    }

    private Message ReadMessage(ref RecordReader reader)
    {
        var name = ReadText(ref reader);
        var bytes = reader.ReadBytes(reader.Remaining);
        return registry.Find(name) is { } kind
            ? kind.Read(bytes)
            : new UnreadableMessage($"This process knows no message '{name}'. Both must run the same version of the product with the same plug-ins.");
    }

    private Frame ReadReply(long request, ref RecordReader reader)
    {
        var name = ReadText(ref reader);
        var bytes = reader.ReadBytes(reader.Remaining);
        return registry.Find(name) is { } kind
            ? new ReplyFrame(request, null, kind.ReadReply(bytes))
            : throw new CorruptDataException(reader.Position, reader.Position, $"there is no request '{name}' that could be answered");
    }

    // An error is for people to read, and must fit wherever it goes.
    private static string Cut(string text) => text.Length <= MaxText / 4 ? text : string.Concat(text.AsSpan(0, MaxText / 4), " ...");
}
