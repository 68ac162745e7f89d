using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>The operator whose function timers call.</summary>
internal interface IOnTimerOperator
{
    /// <summary>A timer of the current key is due.</summary>
    void OnTimer(TimeDomain domain, long time);

    /// <summary>Passes on what the function has emitted.</summary>
    void Flush();
}
