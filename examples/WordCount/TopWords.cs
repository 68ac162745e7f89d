using System.Globalization;

namespace Flink.Examples.WordCount;

/// <summary>The most frequent words as a table; equally frequent ones in alphabetical order.</summary>
internal static class TopWords
{
    private const int Shown = 10;

    public static async Task PrintAsync(IAsyncEnumerable<WordCount> counts, TextWriter output)
    {
        // The least frequent of the ten comes out first when a more frequent one arrives.
        var top = new PriorityQueue<WordCount, WordCount>(Comparer<WordCount>.Create((a, b) => Compare(b, a)));
        long words = 0, distinct = 0;
        await foreach (var count in counts)
        {
            words += count.Count;
            distinct++;
            top.Enqueue(count, count);
            if (top.Count > Shown)
            {
                top.Dequeue();
            }
        }

        var rows = top.UnorderedItems.Select(item => item.Element).Order(Comparer<WordCount>.Create(Compare)).ToArray();
        var width = rows.Select(row => row.Word.ToString().Length).Append("word".Length).Max();
        output.WriteLine($"{"word".PadRight(width)}  {"count",9}");
        foreach (var row in rows)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Word.ToString().PadRight(width)}  {row.Count,9:N0}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{words:N0} words, {distinct:N0} different ones"));
    }

    private static int Compare(WordCount a, WordCount b) => (b.Count, a.Word).CompareTo((a.Count, b.Word));
}
