using System.Buffers;
using CsCheck;
using Flink.Core;
using Flink.Core.Serialization;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;

namespace Flink.Runtime.Tests.Rpc;

public sealed class FrameCodecTests
{
    private static readonly MessageRegistry Messages = new MessageRegistry()
        .Add<Greeting>("test.greeting")
        .AddRequest<GreetLater, string>("test.greet-later");

    private readonly FrameCodec _codec = new(Messages);

    public static TheoryData<Frame, Frame> Frames => new()
    {
        { new OpenFrame(1, "target", "", FencingToken.Next(new Random(3))), new OpenFrame(1, "target", "", FencingToken.Next(new Random(3))) },
        { new TellFrame(long.MaxValue, new Greeting("ä")), new TellFrame(long.MaxValue, new Greeting("ä")) },
        { new AskFrame(2, 3, new GreetLater("b")), new AskFrame(2, 3, new GreetLater("b")) },
        { new ReplyFrame(4, new GreetLater("b"), "hello b"), new ReplyFrame(4, null, "hello b") },
        { new FailureFrame(5, new RpcError(RpcErrorKind.Fencing, "T", "m", true)), new FailureFrame(5, new RpcError(RpcErrorKind.Fencing, "T", "m", true)) },
        { new CancelFrame(6), new CancelFrame(6) },
        { new CloseFrame(7), new CloseFrame(7) },
        { new GoneFrame(8, "ended"), new GoneFrame(8, "ended") },
    };

    [Theory]
    [MemberData(nameof(Frames), DisableDiscoveryEnumeration = true)]
    public void Frame_survives_its_bytes(Frame sent, Frame received) => Assert.Equal(received, _codec.Read(Bytes(sent)));

    [Fact]
    public void Damaged_frames_are_refused_as_corrupt_or_read_as_something_else_and_nothing_worse() =>
        Gen.Select(Gen.Int[0, Frames.Count - 1], Gen.Int[0, 300], Gen.Byte, Gen.Int[0, 300]).Sample((which, position, value, cut) =>
        {
            var bytes = Bytes((Frame)Frames.ElementAt(which).Data.Item1);
            bytes[position % bytes.Length] = value;
            ReadOrRefuse(bytes.AsSpan(0, Math.Max(0, bytes.Length - cut)));
        });

    [Fact]
    public void Random_bytes_are_refused_as_corrupt() => Gen.Byte.Array[0, 200].Sample(bytes => ReadOrRefuse(bytes));

    [Fact]
    public void Message_of_an_unknown_kind_is_no_damage()
    {
        var bytes = new ArrayBufferWriter<byte>();
        new FrameCodec(new MessageRegistry().Add<Greeting>("test.newer")).Write(new TellFrame(1, new Greeting("a")), bytes);
        Assert.Contains("test.newer", _codec.Read(bytes.WrittenSpan).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Error_text_is_cut_to_what_fits()
    {
        var read = (FailureFrame)_codec.Read(Bytes(new FailureFrame(1, new RpcError(RpcErrorKind.Handler, "T", new string('x', 10_000_000), false))));
        Assert.InRange(read.Error.Message.Length, 1000, 70_000);
    }

    [Fact]
    public void Message_without_a_name_cannot_be_sent() =>
        Assert.Contains(nameof(NobodyHandlesThis), Assert.Throws<FlinkException>(() => Bytes(new TellFrame(1, new NobodyHandlesThis()))).Message, StringComparison.Ordinal);

    [Fact]
    public void Name_or_type_that_is_taken_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new MessageRegistry().Add<Greeting>("a").Add<GreetLater>("a"));
        Assert.Throws<ArgumentException>(() => new MessageRegistry().Add<Greeting>("a").Add<Greeting>("b"));
    }

    private byte[] Bytes(Frame frame)
    {
        var bytes = new ArrayBufferWriter<byte>();
        _codec.Write(frame, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private void ReadOrRefuse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Assert.NotNull(_codec.Read(bytes));
        }
        catch (CorruptDataException)
        {
            // As it should be.
        }
    }
}
