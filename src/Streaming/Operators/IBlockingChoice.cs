namespace Flink.Streaming.Operators;

/// <summary>A factory whose user can say that his functions block.</summary>
internal interface IBlockingChoice
{
    bool IsBlocking { get; set; }
}
