using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Streaming.Functions;

namespace Flink.Examples.SideOutput;

/// <summary>Cuts a line into words of letters and digits in lower case. Long ones go to the side output.</summary>
public sealed class Tokenizer : ProcessFunction<string, WordCount>
{
    public const int MaxLength = 5;

    /// <summary>Names the side output of the words that are longer than that.</summary>
    public static readonly OutputTag<string> Rejected = new("rejected");

    public override void ProcessElement(in string line, Context context, Collector<WordCount> output)
    {
        for (int start = 0, end; start < line.Length; start = end + 1)
        {
            end = start;
            while (end < line.Length && char.IsLetterOrDigit(line[end]))
            {
                end++;
            }

            var word = line[start..end].ToLowerInvariant();
            if (word.Length > MaxLength)
            {
                context.Output(Rejected, word);
            }
            else if (word.Length > 0)
            {
                output.Collect(new WordCount(word, 1));
            }
        }
    }
}
