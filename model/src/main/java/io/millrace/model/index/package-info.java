/// Exact top-K over the item matrix, and over the vectors of users.
///
/// | to get | call |
/// |---|---|
/// | the best items for a query | [ItemIndex#topK][io.millrace.model.index.ItemIndex#topK] |
/// | the same for several queries, in one pass | [ItemIndex#answers][io.millrace.model.index.ItemIndex#answers] |
/// | given items in order, each of them | [ItemIndex#ranked][io.millrace.model.index.ItemIndex#ranked] |
/// | items like an item | [ItemIndex#similar][io.millrace.model.index.ItemIndex#similar] |
/// | users like a user | [UserIndex#nearest][io.millrace.model.index.UserIndex#nearest] |
/// | what is consumed most of late | [ItemIndex#trending][io.millrace.model.index.ItemIndex#trending] |
/// | why an item is in an answer | [UserQuery#explain][io.millrace.model.learner.UserQuery#explain] |
/// | to leave items out | [Filter][io.millrace.model.index.Filter], [SlotSet][io.millrace.model.index.SlotSet] |
///
/// Inside, `CodeIndex` has the protocol between writers, readers and maintenance; `Search` is one
/// query, `Scoring` its order, `BatchScan` several of them in one pass; `CodeTable` and `CodeChunk`
/// hold the codes that `RowCoder` makes, and `TableMaintenance` keeps them. `Rows` is what is
/// searched: `MatrixRows` of items, `UserRows` of users, whose slots `SlotReuse` gives out again.
@NullMarked
package io.millrace.model.index;

import org.jspecify.annotations.NullMarked;
