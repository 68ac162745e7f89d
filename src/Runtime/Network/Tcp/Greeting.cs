using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Tcp;

/// <summary>The first thing that each side of a connection says: who it is, and whom it takes the other for or what it thinks of it.</summary>
/// <param name="Protocol">Version of the protocol.</param>
/// <param name="Product">Version of the product, for people.</param>
/// <param name="Verdict">What the answering side says of the connection; the asking side says <see cref="Tcp.Verdict.None"/>.</param>
/// <param name="Incarnation">Drawn at the start of the worker: tells two workers of one name apart.</param>
/// <param name="Sender">Where the speaking side is reached.</param>
/// <param name="Addressee">Name of the worker that is meant.</param>
/// <remarks>
/// Mark, protocol and product stay at their place in every version, so that versions that do not understand each other can say so:
/// 8 bytes of mark, 2 of version, 2 of length, then text of the product and the rest, then a checksum.
/// </remarks>
internal sealed record Greeting(int Protocol, string Product, Verdict Verdict, ulong Incarnation, PeerAddress Sender, string Addressee)
{
    /// <summary>The version that is spoken here.</summary>
    public const int CurrentProtocol = 1;

    private const int PreludeBytes = 12;
    private const int MostBytes = 4096;
    private const int ChecksumBytes = 4;

    private static ReadOnlySpan<byte> Mark => "FLNKDATA"u8;

    /// <summary>Sends it.</summary>
    public void Write(Transport transport)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Mark);
        writer.Write((ushort)Protocol);
        writer.Write((ushort)0);
        writer.Write(Product);
        writer.Write((byte)Verdict);
        writer.Write(Incarnation);
        writer.Write(Sender.Id);
        writer.Write(Sender.Host);
        writer.Write(Sender.Port);
        writer.Write(Addressee);
        var bytes = stream.ToArray();
        if (bytes.Length - PreludeBytes + ChecksumBytes > MostBytes)
        {
            throw new InvalidOperationException($"The names of the workers {Sender.Id} and {Addressee} are too long to be sent.");
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)(bytes.Length - PreludeBytes + ChecksumBytes));
        var checksum = new byte[ChecksumBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, (uint)XxHash3.HashToUInt64(bytes));
        transport.Write([.. bytes, .. checksum]);
    }

    /// <summary>Waits for the other side's.</summary>
    /// <exception cref="ProtocolException">What comes is none. Of another version only version and product are read.</exception>
    public static Greeting Read(IByteSource source)
    {
        Span<byte> prelude = stackalloc byte[PreludeBytes];
        ReadExactly(source, prelude);
        if (!prelude[..Mark.Length].SequenceEqual(Mark))
        {
            throw new ProtocolException("they do not begin as a worker's of Flink for .NET do; something else speaks here, or one side encrypts and the other does not");
        }

        var protocol = BinaryPrimitives.ReadUInt16LittleEndian(prelude[8..]);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(prelude[10..]);
        if (length is <= ChecksumBytes or > MostBytes)
        {
            throw new ProtocolException($"a greeting of {length} bytes is announced");
        }

        var bytes = new byte[PreludeBytes + length];
        prelude.CopyTo(bytes);
        ReadExactly(source, bytes.AsSpan(PreludeBytes));
        var content = bytes.AsSpan(0, bytes.Length - ChecksumBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(content.Length)) != (uint)XxHash3.HashToUInt64(content))
        {
            throw new ProtocolException("the checksum of the greeting is wrong");
        }

        return Parse(protocol, bytes[PreludeBytes..content.Length]);
    }

    private static Greeting Parse(int protocol, byte[] body)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
            var product = reader.ReadString();
            return protocol == CurrentProtocol
                ? new Greeting(
                    protocol,
                    product,
                    (Verdict)reader.ReadByte(),
                    reader.ReadUInt64(),
                    new PeerAddress(reader.ReadString(), reader.ReadString(), reader.ReadInt32()),
                    reader.ReadString())
                : new Greeting(protocol, product, Verdict.None, 0, new PeerAddress("", "", 0), "");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new ProtocolException($"the greeting cannot be read ({e.Message})");
        }
    }

    private static void ReadExactly(IByteSource source, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = source.Read(target);
            if (read == 0)
            {
                throw new ProtocolException("they end before the other side has said who it is");
            }

            target = target[read..];
        }
    }
}
