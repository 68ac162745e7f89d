namespace Flink.Examples.StateMachine;

/// <summary>A signal of an address.</summary>
public readonly record struct Event(int Address, Signal Signal);
