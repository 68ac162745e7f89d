namespace Flink.Benchmarks.Prototypes;

/// <summary>A stage of a prototype that takes batches: the one virtual call a batch.</summary>
internal interface IBatchStage<T>
{
    void Process(PrototypeBatch<T> batch);
}
