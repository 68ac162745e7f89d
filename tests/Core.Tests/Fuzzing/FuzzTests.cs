namespace Flink.Core.Tests.Fuzzing;

public class FuzzTests
{
    private const int Inputs = 40_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_inputs_give_a_record_or_an_error_in_proportionate_memory(ulong seed)
    {
        // First what is valid: generates the code, which counts for nothing.
        foreach (var input in FuzzTargets.Corpus)
        {
            FuzzTargets.Run(input);
        }

        var mutation = new Mutation(seed);
        for (var i = 0; i < Inputs; i++)
        {
            var input = mutation.Of(FuzzTargets.Corpus);
            try
            {
                FuzzTargets.Run(input);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Assert.Fail($"Input {i} of seed {seed}, {Convert.ToHexString(input)}: {error}");
            }
        }
    }
}
