namespace Flink.Examples.StateMachine;

/// <summary>An address sent what it must not in its state.</summary>
public readonly record struct Alert(int Address, SessionState State, Signal Signal)
{
    public override string ToString() => $"address {Address}: {Signal} while {State}";
}
