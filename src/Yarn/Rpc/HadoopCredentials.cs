using System.Buffers.Binary;
using System.Text;
using Flink.Core;

namespace Flink.Yarn.Rpc;

/// <summary>Tokens and secrets as Hadoop writes them into a file of a container, its form HDTS 0.</summary>
internal sealed class HadoopCredentials
{
    private const byte WritableForm = 0;
    private const int LongestNumber = 8;
    private static readonly byte[] _magic = "HDTS"u8.ToArray();

    /// <summary>Tokens by their alias.</summary>
    public List<KeyValuePair<string, HadoopToken>> Tokens { get; } = [];

    /// <summary>Secrets by their alias.</summary>
    public List<KeyValuePair<string, ReadOnlyMemory<byte>>> Secrets { get; } = [];

    /// <summary>Reads the bytes of a file. What follows the secrets is ignored: the ResourceManager may leave something there.</summary>
    /// <exception cref="FlinkException">They are no credentials, or are cut off.</exception>
    public static HadoopCredentials Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= _magic.Length || !bytes.Span.StartsWith(_magic))
        {
            throw new FlinkException("These are no credentials of Hadoop: they do not begin with HDTS");
        }

        if (bytes.Span[_magic.Length] is not WritableForm and var form)
        {
            throw new FlinkException($"Credentials of Hadoop are in form {form}; YARN writes form {WritableForm} for containers, and only that is read");
        }

        var reader = new Reader(bytes[(_magic.Length + 1)..]);
        var credentials = new HadoopCredentials();
        for (var left = reader.Count(); left > 0; left--)
        {
            credentials.Tokens.Add(new(reader.Text(), new HadoopToken(reader.Bytes(), reader.Bytes(), reader.Text(), reader.Text())));
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            credentials.Secrets.Add(new(reader.Text(), reader.Bytes()));
        }

        return credentials;
    }

    /// <summary>The first token of a kind; null when there is none. Aliases say nothing: that of the ResourceManager's own is empty.</summary>
    public HadoopToken? Find(string kind) => Tokens.Select(static entry => entry.Value).FirstOrDefault(token => token.Kind == kind);

    /// <summary>The bytes of a file.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        stream.Write(_magic);
        stream.WriteByte(WritableForm);
        WriteNumber(stream, Tokens.Count);
        foreach (var (alias, token) in Tokens)
        {
            Write(stream, Encoding.UTF8.GetBytes(alias));
            Write(stream, token.Identifier.Span);
            Write(stream, token.Password.Span);
            Write(stream, Encoding.UTF8.GetBytes(token.Kind));
            Write(stream, Encoding.UTF8.GetBytes(token.Service));
        }

        WriteNumber(stream, Secrets.Count);
        foreach (var (alias, secret) in Secrets)
        {
            Write(stream, Encoding.UTF8.GetBytes(alias));
            Write(stream, secret.Span);
        }

        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(stream, bytes.Length);
        stream.Write(bytes);
    }

    // A number of one byte, or how many bytes follow (-113 for one, -114 for two and so on).
    private static void WriteNumber(MemoryStream stream, int value)
    {
        if (value <= sbyte.MaxValue)
        {
            stream.WriteByte((byte)value);
            return;
        }

        Span<byte> all = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(all, value);
        var bytes = all.TrimStart((byte)0);
        stream.WriteByte(unchecked((byte)(sbyte)(-112 - bytes.Length)));
        stream.Write(bytes);
    }

    private struct Reader(ReadOnlyMemory<byte> left)
    {
        /// <summary>How many entries follow: each takes some bytes.</summary>
        public int Count() => Length("number of entries");

        public string Text() => Encoding.UTF8.GetString(Bytes().Span);

        public ReadOnlyMemory<byte> Bytes()
        {
            var length = Length("length");
            var bytes = left[..length];
            left = left[length..];
            return bytes;
        }

        private int Length(string what)
        {
            var value = Number();
            return value >= 0 && value <= left.Length
                ? (int)value
                : throw new FlinkException($"Credentials of Hadoop are damaged: a {what} of {value} stands before {left.Length} bytes");
        }

        private long Number()
        {
            var first = (sbyte)Take(1)[0];
            if (first >= -112)
            {
                return first;
            }

            var isNegative = first < -120;
            var count = isNegative ? -(first + 120) : -(first + 112);
            if (count > LongestNumber)
            {
                throw new FlinkException($"Credentials of Hadoop are damaged: a number of {count} bytes");
            }

            var value = 0L;
            foreach (var next in Take(count))
            {
                value = (value << 8) | next;
            }

            return isNegative ? ~value : value;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > left.Length)
            {
                throw new FlinkException("Credentials of Hadoop are cut off");
            }

            var taken = left.Span[..count];
            left = left[count..];
            return taken;
        }
    }
}
