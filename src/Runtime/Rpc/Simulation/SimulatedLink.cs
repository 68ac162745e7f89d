using System.Buffers;
using Flink.Runtime.Rpc.Links;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>One end of a simulated connection.</summary>
internal sealed class SimulatedLink(SimulatedProcess process, string remote, bool isIncoming, string incarnation, SimulatedConnection connection)
    : RpcLink(process, remote, isIncoming, incarnation)
{
    public SimulatedProcess Process => process;

    public SimulatedConnection Connection => connection;

    protected override void Send(Frame frame)
    {
        if (Failure is null)
        {
            connection.Send(this, frame);
        }
    }

    protected override void Failed()
    {
        process.Forget(this);
        connection.Close(this);
    }

    /// <summary>What a real connection would do to a frame: another object with the same content, or an error.</summary>
    public static Frame Carry(Frame frame, FrameCodec codec)
    {
        var bytes = new ArrayBufferWriter<byte>();
        codec.Write(frame, bytes);
        return codec.Read(bytes.WrittenSpan);
    }
}
