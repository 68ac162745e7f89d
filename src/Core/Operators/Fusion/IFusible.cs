namespace Flink.Core.Operators.Fusion;

/// <summary>A factory whose operator is nothing but a struct function, so that it can be fused with its neighbours.</summary>
public interface IFusible
{
    /// <summary>The function as a step; null when it was given as a class or a delegate.</summary>
    FusedStep? Step { get; }
}
