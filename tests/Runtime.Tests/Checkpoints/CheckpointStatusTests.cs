using Flink.Runtime.Checkpoints;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>The legal moves written down a second time, as text; every pair that is not listed must be illegal.</summary>
public class CheckpointStatusTests
{
    private static readonly Dictionary<CheckpointStatus, string> _moves = new()
    {
        [CheckpointStatus.Pending] = "Aborted Declined Expired Finalizing",
        [CheckpointStatus.Finalizing] = "Completed Failed",
        [CheckpointStatus.Completed] = "Subsumed",
        [CheckpointStatus.Subsumed] = "",
        [CheckpointStatus.Declined] = "",
        [CheckpointStatus.Expired] = "",
        [CheckpointStatus.Aborted] = "",
        [CheckpointStatus.Failed] = "",
    };

    [Fact]
    public void Moves_of_a_checkpoint_are_legal_exactly_where_the_table_says_so()
    {
        foreach (var from in Enum.GetValues<CheckpointStatus>())
        {
            foreach (var to in Enum.GetValues<CheckpointStatus>())
            {
                Assert.True(_moves[from].Split(' ').Contains($"{to}") == CheckpointStatusTransitions.IsLegal(from, to), $"{from} to {to}");
            }
        }
    }
}
