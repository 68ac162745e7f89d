using Flink.Runtime.Rpc.Links;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>A frame in the trace. Written into the trace's memory: it costs no string.</summary>
/// <param name="frame">The frame.</param>
internal readonly struct FrameText(Frame frame) : ISpanFormattable
{
    /// <inheritdoc/>
    public override string ToString() => $"{this}";

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => frame switch
    {
        TellFrame tell => destination.TryWrite(provider, $"{tell.Message.GetType().Name} to {tell.Peer}", out charsWritten),
        AskFrame ask => destination.TryWrite(provider, $"{ask.Message.GetType().Name} to {ask.Peer}, request {ask.Request}", out charsWritten),
        ReplyFrame reply => destination.TryWrite(provider, $"answer {reply.Request}", out charsWritten),
        FailureFrame failure => destination.TryWrite(provider, $"failure {failure.Request}: {failure.Error.Message}", out charsWritten),
        OpenFrame open => destination.TryWrite(provider, $"open {open.Peer} to {open.Target} for {open.Sender}", out charsWritten),
        CancelFrame cancel => destination.TryWrite(provider, $"cancel {cancel.Request}", out charsWritten),
        CloseFrame close => destination.TryWrite(provider, $"close {close.Peer}", out charsWritten),
        GoneFrame gone => destination.TryWrite(provider, $"gone {gone.Peer}", out charsWritten),
        _ => destination.TryWrite(provider, $"{frame.GetType().Name}", out charsWritten),
    };
}
